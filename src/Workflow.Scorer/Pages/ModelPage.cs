using System.Globalization;
using System.Net;
using System.Text;
using Workflow.Scorer.Serving;
using Workflow.Scoring;
using Workflow.Scoring.Format;
using Workflow.Scoring.Maths;
using Workflow.Scoring.Schema;

namespace Workflow.Scorer.Pages;

/// <summary>
/// <c>GET /</c>, for people: which model this is and what it was made of, its columns, a form to try it, and programs to copy. One page without
/// anything from elsewhere; the browser is told to run and to load nothing else.
/// </summary>
internal sealed class ModelPage
{
    private static readonly string Style = Resource("page.css"), Script = Resource("page.js");

    private static readonly string Policy =
        $"default-src 'none'; style-src 'sha256-{Digest(Style)}'; script-src 'sha256-{Digest(Script)}'; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    private readonly ScoringPipeline _pipeline;
    private readonly string? _version;
    private readonly Snippets _snippets;

    public ModelPage(ServedModel model)
    {
        _pipeline = model.Pipeline;
        _version = model.Version;
        _snippets = new Snippets(model.Pipeline, model.AsksForKeys);
    }

    /// <summary>Answers a request.</summary>
    public Task HandleAsync(HttpContext context)
    {
        context.Response.ContentType = "text/html; charset=utf-8";
        context.Response.Headers.ContentSecurityPolicy = Policy;
        context.Response.Headers.XContentTypeOptions = "nosniff";
        return context.Response.WriteAsync(Write(CallerAddress.Of(context.Request)), context.RequestAborted);
    }

    private string Write(string address)
    {
        PipelineManifest manifest = _pipeline.Manifest;
        var html = new StringBuilder($"""
            <!doctype html>
            <html lang="en">
            <head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>{Text(manifest.Name)}</title><style>{Style}</style></head>
            <body><main>
            <h1>{Text(manifest.Name)}</h1>
            <p class="soft">predicts {Text(manifest.Target)} from {_pipeline.InputColumns.Count} columns</p>

            """);
        if (manifest.Lineage.Simulated) html.Append("<p class=\"warning\">This model was trained on simulated data. It says nothing about a real machine.</p>\n");
        AppendOrigin(html);
        AppendForm(html);
        AppendSnippets(html, address);
        AppendColumns(html);
        AppendOutputs(html);
        return html.Append($"</main><script>{Script}</script></body>\n</html>\n").ToString();
    }

    private void AppendOrigin(StringBuilder html)
    {
        Lineage lineage = _pipeline.Manifest.Lineage;
        html.Append("<h2>Which model this is</h2>\n<dl>\n");
        Append("Version", _version ?? $"not told to this scorer (--version, SCORER_VERSION); \"workflow versions {_pipeline.Manifest.Name} --json\" tells which one has this pipeline file");
        Append("Identifier", _pipeline.ModelId.ToString());
        Append("Pipeline file", $"sha256:{_pipeline.Hash}");
        Append("Learner", _pipeline.Manifest.Learner.Name);
        Append("Trained on", string.Create(CultureInfo.InvariantCulture, $"{lineage.TrainingRows} rows, tested on {lineage.TestRows}"));
        Append("Recipe", $"{lineage.Recipe} (sha256:{lineage.RecipeSha256})");
        Append("Data", $"sha256:{lineage.DatasetSha256}");
        Append("Made by", $"Workflow, code {lineage.CodeVersion}");
        html.Append("</dl>\n<p class=\"soft\">More of it: <a href=\"model/schema\">schema</a>, <a href=\"openapi.json\">OpenAPI</a>, <a href=\"metrics\">metrics</a>, <a href=\"monitor/sketch\">what was scored</a>.</p>\n");

        void Append(string name, string value) => html.Append("<dt>").Append(name).Append("</dt><dd>").Append(Text(value)).Append("</dd>\n");
    }

    private void AppendForm(StringBuilder html)
    {
        html.Append("<h2>Try it</h2>\n<form id=\"try\" data-task=\"").Append(_pipeline.Manifest.Task).Append("\">\n");
        IReadOnlyList<string?> cells = _pipeline.Golden.Rows[0].Cells;
        for (int i = 0; i < _pipeline.InputColumns.Count; i++) AppendInput(html, _pipeline.InputColumns[i], cells[i] ?? string.Empty);
        html.Append("<button>Score</button>\n</form>\n<div id=\"answer\" role=\"status\"></div>\n");
    }

    private static void AppendInput(StringBuilder html, InputColumn column, string value)
    {
        string name = Text(column.Name);
        html.Append("<label>").Append(name).Append(column.Unit is { } unit ? $" ({Text(unit)})" : string.Empty);
        if (column.Levels.Count == 0)
        {
            html.Append("<input name=\"").Append(name).Append("\" inputmode=\"decimal\" value=\"").Append(Text(value)).Append("\"></label>\n");
            return;
        }

        html.Append("<select name=\"").Append(name).Append("\">");
        foreach (string level in column.AcceptsMissing ? [string.Empty, .. column.Levels] : column.Levels)
        {
            html.Append("<option").Append(level == value ? " selected" : string.Empty).Append('>').Append(Text(level)).Append("</option>");
        }

        html.Append("</select></label>\n");
    }

    private void AppendSnippets(StringBuilder html, string address)
    {
        html.Append("<h2>Call it from a program</h2>\n");
        bool isFirst = true;
        foreach ((string language, string text) in _snippets.For(address))
        {
            html.Append("<details").Append(isFirst ? " open" : string.Empty).Append("><summary>").Append(language)
                .Append("</summary><button class=\"copy\" type=\"button\">copy</button><pre>").Append(Text(text)).Append("</pre></details>\n");
            isFirst = false;
        }
    }

    private void AppendColumns(StringBuilder html)
    {
        html.Append("<h2>What goes in</h2>\n<table><tr><th>column</th><th>unit</th><th class=\"number\">from</th><th class=\"number\">to</th><th>may be missing</th></tr>\n");
        foreach (InputColumn column in _pipeline.InputColumns)
        {
            html.Append("<tr><td>").Append(Text(column.Name)).Append("</td><td>").Append(Text(column.Unit ?? string.Empty)).Append("</td>");
            if (column.Levels.Count > 0) html.Append("<td colspan=\"2\">").Append(Text(string.Join(", ", column.Levels))).Append("</td>");
            else html.Append("<td class=\"number\">").Append(Number(column.Minimum)).Append("</td><td class=\"number\">").Append(Number(column.Maximum)).Append("</td>");
            html.Append("<td>").Append(column.AcceptsMissing ? "yes" : "no").Append("</td></tr>\n");
        }

        html.Append("</table>\n");
    }

    private void AppendOutputs(StringBuilder html)
    {
        html.Append("<h2>What comes out</h2>\n<table><tr><th>column</th><th>meaning</th></tr>\n");
        for (int i = 0; i < _pipeline.OutputColumns.Count; i++)
        {
            string meaning = _pipeline.Manifest.Classes.Count == 0 ? "the number" : _pipeline.Manifest.Classes[i].Meaning ?? string.Empty;
            html.Append("<tr><td>").Append(Text(_pipeline.OutputColumns[i])).Append("</td><td>").Append(Text(meaning)).Append("</td></tr>\n");
        }

        html.Append("</table>\n");
    }

    private static string Number(double? value) => value is { } number ? number.ToString("G5", CultureInfo.InvariantCulture) : string.Empty;

    private static string Text(string text) => WebUtility.HtmlEncode(text);

    private static string Digest(string text) => Convert.ToBase64String(Convert.FromHexString(Sha256.HashHex(Encoding.UTF8.GetBytes(text))));

    private static string Resource(string name)
    {
        using var reader = new StreamReader(typeof(ModelPage).Assembly.GetManifestResourceStream($"Workflow.Scorer.Pages.{name}")!);
        return reader.ReadToEnd();
    }
}
