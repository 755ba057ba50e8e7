/**
 * The digest as HTML, in Liquid. Whatever reads the mail as text strips the tags: so each piece stands in a block of its own, in the order
 * it is read, and nothing is said by colour alone. Styles are inline, because mail clients drop everything else.
 */
export const digestTemplate = `<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><title>{{ title }}</title></head>
<body style="margin:0;padding:24px;background:#ffffff;color:#1b1b1b;font:15px/1.5 'Segoe UI',Arial,sans-serif">
<h1 style="font-size:20px;line-height:1.3;margin:0 0 16px">{{ title }}</h1>
{%- for group in groups %}
<h2 style="font-size:16px;margin:24px 0 8px;padding-left:10px;border-left:4px solid {{ group.color }}">{{ group.name }} ({{ group.count }})</h2>
{%- for alert in group.alerts %}
<div style="margin:0 0 16px;padding:0 0 0 14px">
<p style="margin:0"><strong>{{ alert.place }}</strong>{% if alert.when != null %}: {{ alert.when }}{% endif %}</p>
<p style="margin:0">{{ alert.sentence }}</p>
<p style="margin:0">Who acts: <strong>{{ alert.owner }}</strong>. What to do: {% for part in alert.remedy %}{% if part.isCommand %}<code style="background:#f0f0f0;padding:1px 4px">{{ part.text }}</code>{% else %}{{ part.text }}{% endif %}{% endfor %}</p>
<p style="margin:0;color:#595959;font-size:13px">{{ alert.facts }}</p>
</div>
{%- endfor %}
{%- endfor %}
{%- if brief.size > 0 %}
<h2 style="font-size:16px;margin:24px 0 8px">And {{ brief.size }} more</h2>
{%- for line in brief %}
<p style="margin:0">{{ line }}</p>
{%- endfor %}
{%- endif %}
{%- if skipped.size > 0 %}
<h2 style="font-size:16px;margin:24px 0 8px">Connections that could not send this mail</h2>
{%- for each in skipped %}
<p style="margin:0"><strong>{{ each.tenant }}</strong>: {{ each.because }}</p>
{%- endfor %}
{%- endif %}
<hr style="border:0;border-top:1px solid #d0d0d0;margin:24px 0 12px">
<p style="margin:0;color:#595959;font-size:13px">Sent by Postbus through the connection {{ through }}. Whom it tells is in the settings POSTBUS_ALERT_MAIL_TO and POSTBUS_ALERT_MAIL_CONNECTIONS.</p>
<p style="margin:0;color:#595959;font-size:13px">All credentials, with what is left of each: <code>postbus secrets</code>. All alerts: <code>postbus alerts</code>. Batch {{ batch }}.</p>
</body>
</html>
`;
