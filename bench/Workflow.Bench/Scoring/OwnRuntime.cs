namespace Workflow.Bench.Scoring;

/// <summary>Workflow's scoring runtime: from cells to probabilities, features and link included.</summary>
internal sealed class OwnRuntime(BenchModel model) : IRuntime
{
    private const int RowsPerLook = 256;

    private readonly double[] _outputs = new double[model.RowCount * model.Pipeline.OutputColumns.Count];

    /// <inheritdoc/>
    public string Name => "Workflow";

    /// <inheritdoc/>
    public Task<double[]> AnswersAsync()
    {
        model.Pipeline.Score(model.Cells, _outputs);
        return Task.FromResult(model.Pipeline.OutputColumns.Count == 2 ? [.. _outputs.Where((_, i) => i % 2 == 1)] : _outputs.ToArray());
    }

    /// <inheritdoc/>
    public Task<Speed> SingleAsync(double seconds)
    {
        int row = 0;
        return Task.FromResult(Speed.Of(seconds, () => Single(ref row)));
    }

    /// <inheritdoc/>
    public Task<Speed> BatchAsync(double seconds) => Task.FromResult(Speed.Of(seconds, () =>
    {
        model.Pipeline.Score(model.Cells, _outputs);
        return model.RowCount;
    }));

    public void Dispose()
    {
        // Nothing to give back.
    }

    private int Single(ref int row)
    {
        int width = model.Width;
        Span<double> outputs = _outputs.AsSpan(0, model.Pipeline.OutputColumns.Count);
        for (int i = 0; i < RowsPerLook; i++)
        {
            model.Pipeline.Score(model.Cells.AsSpan(row * width, width), outputs);
            row = row + 1 == model.RowCount ? 0 : row + 1;
        }

        return RowsPerLook;
    }
}
