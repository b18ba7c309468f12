using System.Globalization;
using System.Text;
using Workflow.Scorer.Responses;
using Workflow.Scoring;
using Workflow.Scoring.Schema;

namespace Workflow.Scorer.Thrift;

/// <summary><c>GET /scoring.thrift</c>: the service as Thrift's compiler reads it, with the columns of this pipeline.</summary>
internal sealed class ScoringThrift(ScoringPipeline pipeline)
{
    // No comment here is one that the compiler copies into the code that it generates: names of columns are anything.
    private const string Service = """
        // A row that lies outside of where the training rows lay: which one, by which columns alone (none where only their combination is new),
        // and how far from the middle, in units of the limit.
        struct OutsideRow {
          1: required i32 row,
          2: required list<string> columns,
          3: optional double distance
        }

        // How many rows lie outside, and the first hundred of them.
        struct Envelope {
          1: required i32 rows_outside,
          2: required list<OutsideRow> outside
        }

        service ScoringService {
          // One number per class, or the number itself; margins or contributions where they are asked for.
          list<double> score(1: required Row row, 2: bool output_margin = false, 3: bool pred_contribs = false),

          // The same for any number of rows.
          list<list<double>> score_batch(1: required list<Row> rows, 2: bool output_margin = false, 3: bool pred_contribs = false),

          // The classes in the order of the scores; empty for regression.
          list<string> get_target_labels(),

          // The model's identifier.
          string get_hash(),

          // The columns in the order of the fields.
          list<string> get_column_names(),

          // What the model sees of them.
          list<string> get_transformed_column_names(),

          // Which rows lie outside of where the training rows lay.
          Envelope get_envelope(1: required list<Row> rows)
        }

        """;

    /// <summary>Answers a request.</summary>
    /// <exception cref="UnsupportedException">There are more columns than a struct can have fields.</exception>
    public Task HandleAsync(HttpContext context)
    {
        byte[] text = Encoding.UTF8.GetBytes(Text());
        context.Response.ContentType = "text/plain; charset=utf-8";
        context.Response.ContentLength = text.Length;
        return context.Response.Body.WriteAsync(text, context.RequestAborted).AsTask();
    }

    private string Text()
    {
        if (pipeline.InputColumns.Count > short.MaxValue)
        {
            throw new UnsupportedException($"this model has {pipeline.InputColumns.Count} columns; a struct of Thrift can have {short.MaxValue} fields");
        }

        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"// {Comment(pipeline.Manifest.Name)} {pipeline.ModelId}\n\nnamespace * h2oai_scoring\n\n");
        text.Append("// A field that is not set is a missing value.\nstruct Row {\n");
        string[] fields = FieldIdentifiers.Of(pipeline.InputColumns.Select(column => column.Name));
        for (int i = 0; i < fields.Length; i++)
        {
            InputColumn column = pipeline.InputColumns[i];
            string type = column.Type == ColumnType.Number ? "double" : "string", unit = column.Unit is null ? string.Empty : $", {column.Unit}";
            text.Append(CultureInfo.InvariantCulture, $"  {i + 1}: optional {type} {fields[i]}, // {Comment(column.Name + unit)}\n");
        }

        return text.Append("}\n\n").Append(Service).ToString();
    }

    // It must not end its line.
    private static string Comment(string text) => string.Concat(text.Select(c => char.IsControl(c) || c is '\u2028' or '\u2029' ? ' ' : c));
}
