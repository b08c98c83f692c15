"""Webhooks and their calls."""

import django.contrib.postgres.fields
import django.db.models.deletion
import uuid
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Webhook',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=100, verbose_name='Name')),
                ('url', models.CharField(max_length=500, verbose_name='Address')),
                ('kinds', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(choices=[('customer.create', 'A customer was added'), ('customer.change', 'A customer was changed'), ('customer.assign', 'A customer got another owner'), ('customer.delete', 'A customer was deleted'), ('customer.restore', 'A customer was restored'), ('customer.merge', 'Two customers were merged'), ('contact.create', 'A contact was added'), ('contact.change', 'A contact was changed')], max_length=40), verbose_name='Events')),
                ('secret', models.CharField(editable=False, max_length=300)),
                ('is_paused', models.BooleanField(default=False, verbose_name='Paused')),
                ('created_at', models.DateTimeField(auto_now_add=True)),
                ('owner', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
        ),
        migrations.CreateModel(
            name='Delivery',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('kind', models.CharField(max_length=40, verbose_name='Event')),
                ('subject', models.CharField(blank=True, max_length=120)),
                ('happened_at', models.DateTimeField(verbose_name='Happened')),
                ('state', models.CharField(choices=[('waiting', 'Waiting'), ('sending', 'Being sent'), ('sent', 'Received'), ('parked', 'Parked')], default='waiting', max_length=10)),
                ('attempts', models.PositiveSmallIntegerField(default=0, verbose_name='Attempts')),
                ('interruptions', models.PositiveSmallIntegerField(default=0)),
                ('due_at', models.DateTimeField(auto_now_add=True)),
                ('sent_at', models.DateTimeField(null=True)),
                ('status', models.PositiveSmallIntegerField(null=True, verbose_name='Answer')),
                ('reason', models.CharField(blank=True, max_length=40)),
                ('detail', models.CharField(blank=True, max_length=300)),
                ('webhook', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='deliveries', to='webhooks.webhook')),
            ],
            options={
                'verbose_name_plural': 'deliveries',
            },
        ),
        migrations.AddIndex(
            model_name='webhook',
            index=models.Index(fields=['owner', '-id'], name='webhook_of_owner'),
        ),
        migrations.AddIndex(
            model_name='delivery',
            index=models.Index(condition=models.Q(('state__in', ['waiting', 'sending'])), fields=['due_at'], name='delivery_due'),
        ),
        migrations.AddIndex(
            model_name='delivery',
            index=models.Index(fields=['webhook', '-happened_at'], name='delivery_newest_first'),
        ),
        migrations.AddConstraint(
            model_name='delivery',
            constraint=models.CheckConstraint(condition=models.Q(('state__in', ['waiting', 'sending', 'sent', 'parked'])), name='delivery_state_is_known'),
        ),
    ]
