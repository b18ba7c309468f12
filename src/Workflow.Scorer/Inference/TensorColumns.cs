using System.Text;
using Workflow.Scorer.Requests;
using Workflow.Scoring;
using Workflow.Scoring.Records;

namespace Workflow.Scorer.Inference;

/// <summary>Which input columns the tensors of one request hold: a column each, or a single tensor all of them.</summary>
/// <param name="pipeline">Knows the columns.</param>
/// <param name="names">Finds them.</param>
internal sealed class TensorColumns(ScoringPipeline pipeline, ColumnNames names)
{
    /// <summary>Stands for all columns: the tensor holds whole rows.</summary>
    public const int Whole = -1;

    private readonly HashSet<int> _columns = [];
    private int? _rows;

    /// <summary>How many rows the tensors promise.</summary>
    public int RowCount => _rows ?? 0;

    /// <summary>Finds what a tensor holds.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="shape">Its shape: one or two sizes.</param>
    /// <returns>The column, or <see cref="Whole"/>; null where the pipeline does not know the tensor.</returns>
    /// <exception cref="RequestException">It does not fit the pipeline, or the tensors before it.</exception>
    public int? Place(string name, IReadOnlyList<int> shape)
    {
        string quoted = RecordText.Quote(name);
        int column = names.Find(Encoding.UTF8.GetBytes(name));
        bool isWhole = column < 0 && shape.Count == 2 && shape[1] == pipeline.InputColumns.Count;
        if (column < 0 && !isWhole) return null;
        if (!isWhole && !(shape.Count == 1 || shape[1] == 1)) throw new RequestException($"input \"{quoted}\": the shape must be [rows] or [rows, 1]");
        if (_rows is { } others && others != shape[0]) throw new RequestException($"input \"{quoted}\" has {shape[0]} rows, others have {others}");
        if (!_columns.Add(isWhole ? Whole : column)) throw new RequestException($"input \"{quoted}\" stands twice");
        _rows = shape[0];
        return isWhole ? Whole : column;
    }

    /// <summary>Requires what the model cannot do without.</summary>
    /// <exception cref="RequestException">A column is missing, or there are whole rows with others beside them.</exception>
    public void RequireAll()
    {
        if (!_columns.Contains(Whole)) RequestException.ThrowIfAny(MissingColumns.Find(pipeline, _columns.Contains, "no input has this name"));
        else if (_columns.Count > 1) throw new RequestException("there is an input with whole rows, and others beside it");
    }
}
