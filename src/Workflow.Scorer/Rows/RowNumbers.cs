using System.Buffers;
using Workflow.Scorer.Requests;
using Workflow.Scorer.Responses;
using Workflow.Scorer.Serving;

namespace Workflow.Scorer.Rows;

/// <summary>The numbers that a caller of Driverless AI's scoring service asks for, one list per row: outputs, margins or contributions.</summary>
internal sealed class RowNumbers
{
    private readonly ServedModel _model;
    private readonly Kind _kind;

    private RowNumbers(ServedModel model, Kind kind)
    {
        _model = model;
        _kind = kind;
    }

    private enum Kind
    {
        Outputs,
        Margins,
        Contributions,
    }

    /// <summary>How many numbers are made of a row.</summary>
    public int Width => _kind switch
    {
        Kind.Contributions => _model.Pipeline.ContributionColumns.Count,
        Kind.Margins => _model.Pipeline.Model.MarginCount,
        _ => _model.Pipeline.OutputColumns.Count,
    };

    /// <summary>Chooses the numbers.</summary>
    /// <param name="model">Scores.</param>
    /// <param name="areContributions"><c>pred_contribs</c>: for each margin what each input column contributed, then the bias.</param>
    /// <param name="areMargins"><c>output_margin</c>: what the probabilities are made of.</param>
    /// <exception cref="RequestException">Both are asked for.</exception>
    /// <exception cref="UnsupportedException">The model has no contributions.</exception>
    public static RowNumbers Choose(ServedModel model, bool areContributions, bool areMargins)
    {
        if (areContributions && areMargins) throw new RequestException("\"pred_contribs\" and \"output_margin\" cannot both be true");
        if (areContributions) UnsupportedException.RequireContributions(model.Pipeline);
        return new RowNumbers(model, areContributions ? Kind.Contributions : areMargins ? Kind.Margins : Kind.Outputs);
    }

    /// <summary>Computes the numbers of rows.</summary>
    /// <param name="cells">The cells, row by row.</param>
    /// <param name="numbers">Receives <see cref="Width"/> numbers per row.</param>
    /// <param name="outside">Is told which rows lie outside of where the training rows lay; null where nobody asks.</param>
    public void Compute(ReadOnlySpan<double> cells, Span<double> numbers, OutsideRows? outside = null)
    {
        switch (_kind)
        {
            case Kind.Contributions:
                _model.Pipeline.Contributions(cells, numbers);
                outside?.Look(cells);
                break;
            case Kind.Margins:
                ComputeMargins(cells, numbers, outside);
                break;
            default:
                _model.Score(cells, numbers, outside: outside);
                break;
        }
    }

    private void ComputeMargins(ReadOnlySpan<double> cells, Span<double> margins, OutsideRows? outside)
    {
        int length = cells.Length / _model.Pipeline.InputColumns.Count * _model.Pipeline.OutputColumns.Count;
        double[] outputs = ArrayPool<double>.Shared.Rent(length);
        try
        {
            _model.Score(cells, outputs.AsSpan(0, length), margins, outside);
        }
        finally
        {
            ArrayPool<double>.Shared.Return(outputs);
        }
    }
}
