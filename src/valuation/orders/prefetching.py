"""Asks memory for what a compiled loop will need some rows later.

Orders by date touch customers at random: every one waits for memory unless it was asked for in time.
Compilers offer this hint, numba does not; it is one instruction and changes no result.
"""

from collections.abc import Callable
from typing import Any, cast

from llvmlite import ir
from numba import types
from numba.extending import intrinsic

WRITING, SOON, DATA = 1, 3, 1  # the hint's own codes


def _prefetch(_typing: object, _address: object) -> Any:  # noqa: ANN401 (numba has no types)
    """Return the signature of prefetch(address) and what writes its code."""

    def write(context: Any, builder: Any, _signature: object, arguments: Any) -> Any:  # noqa: ANN401
        pointer, number = ir.IntType(8).as_pointer(), ir.IntType(32)
        kind = ir.FunctionType(ir.VoidType(), [pointer, number, number, number])
        hint = builder.module.declare_intrinsic("llvm.prefetch", (pointer,), kind)
        codes = [number(code) for code in (WRITING, SOON, DATA)]
        builder.call(hint, [builder.inttoptr(arguments[0], pointer), *codes])
        return context.get_dummy_value()

    return types.void(types.intp), write


prefetch = cast(Callable[[int], None], intrinsic(_prefetch))
