import tailwindcss from "@tailwindcss/vite";
import { defineConfig } from "vite";

// Addresses stay relative, so the files work under any prefix the server is mounted at.
export default defineConfig({
  base: "./",
  plugins: [tailwindcss()],
  publicDir: false,
  build: {
    outDir: "../src/vitalfew/web/static/dist",
    emptyOutDir: true,
    manifest: "manifest.json",
    modulePreload: false,
    chunkSizeWarningLimit: 800,
    target: "es2022",
    rolldownOptions: { input: ["src/main.js", "src/main.css"] },
  },
});
