using Workflow.Scoring.Envelopes;
using Workflow.Scoring.Explanations;
using Workflow.Scoring.Features;
using Workflow.Scoring.Format;
using Workflow.Scoring.Golden;
using Workflow.Scoring.Input;
using Workflow.Scoring.Models;
using Workflow.Scoring.Schema;

namespace Workflow.Scoring;

/// <summary>
/// A scoring pipeline: input cells in, class probabilities (or one number) out. Immutable, so any number of threads may share one.
/// </summary>
public sealed class ScoringPipeline
{
    private readonly PipelineFileContent _content;
    private readonly FeatureTransform _transform;
    private readonly RowScorer _scorer;
    private readonly CellParser[] _parsers;
    private readonly RowLimits _limits;
    private readonly Lazy<string[]> _contributionColumns;
    private readonly Lazy<string[]> _transformedContributionColumns;
    private readonly Lazy<PipelineExplainer> _explainer;

    /// <summary>Joins the parts of a pipeline and checks that they fit each other.</summary>
    /// <exception cref="PipelineFileException">Parts that do not fit; the message says which.</exception>
    public ScoringPipeline(PipelineFileContent content)
    {
        _content = content;
        _transform = PipelineCheck.Transform(content);
        _parsers = [.. content.Manifest.Columns.Select(column => new CellParser(column))];
        _limits = new RowLimits(content.Manifest.Envelope, content.Manifest.Columns);
        OutputColumns = content.Manifest.Classes.Count == 0
            ? [content.Manifest.Target]
            : [.. content.Manifest.Classes.Select(c => $"{content.Manifest.Target}.{c.Value}")];
        _scorer = new RowScorer(_transform, content.Model, content.Manifest.Link, content.Manifest.Columns.Count, OutputColumns.Count);
        TransformedColumns = [.. content.Manifest.Features.Select(feature => feature.Name)];
        TargetLabels = [.. content.Manifest.Classes.Select(c => c.Value)];
        _contributionColumns = new Lazy<string[]>(() => ContributionsOf(content.Manifest.Columns.Select(column => column.Name)));
        _transformedContributionColumns = new Lazy<string[]>(() => ContributionsOf(TransformedColumns));
        _explainer = new Lazy<PipelineExplainer>(() => new PipelineExplainer(_transform, content.Model));
    }

    /// <summary>SHA-256 of the pipeline file, 64 lower-case hexadecimal digits.</summary>
    public string Hash => _content.Sha256;

    /// <summary>Identifier of the model in the form of a UUID (version 8): 122 of the first 128 bits of <see cref="Hash"/>.</summary>
    public Guid ModelId => ModelIdentifier.FromSha256(_content.Sha256);

    /// <summary>What the pipeline is.</summary>
    public PipelineManifest Manifest => _content.Manifest;

    /// <summary>The trained model.</summary>
    public MarginModel Model => _content.Model;

    /// <summary>Rows with the exact answers of the training run.</summary>
    public GoldenRows Golden => _content.Golden;

    /// <summary>The model card for people: one self-contained HTML page, UTF-8.</summary>
    public ReadOnlyMemory<byte> CardHtml => _content.CardHtml;

    /// <summary>The model card for programs: JSON, UTF-8.</summary>
    public ReadOnlyMemory<byte> CardJson => _content.CardJson;

    /// <summary>What a caller sends, in the order of the cells.</summary>
    public IReadOnlyList<InputColumn> InputColumns => Manifest.Columns;

    /// <summary>Names of the outputs, for example <c>cool_cond_y.100</c>; the target alone for regression.</summary>
    public IReadOnlyList<string> OutputColumns { get; }

    /// <summary>Names of the features that the model sees, in the order of <see cref="Transform"/>.</summary>
    public IReadOnlyList<string> TransformedColumns { get; }

    /// <summary>The classes in the order of the outputs; empty for regression.</summary>
    public IReadOnlyList<string> TargetLabels { get; }

    /// <summary>
    /// Names of the contributions: for each margin <c>contrib_</c> and the name of each input column, then <c>contrib_bias</c>; where there
    /// are several margins each name ends in its class, for example <c>contrib_psa_bar.100</c>.
    /// </summary>
    public IReadOnlyList<string> ContributionColumns => _contributionColumns.Value;

    /// <summary>The same for the features: names of what <see cref="TransformedContributions"/> answers.</summary>
    public IReadOnlyList<string> TransformedContributionColumns => _transformedContributionColumns.Value;

    /// <summary>Where the training rows lay; null for pipelines that do not know it.</summary>
    public TrainingEnvelope? Envelope => Manifest.Envelope;

    /// <summary>
    /// Why there are no contributions; null where there are. The first question prepares the model for them, which takes some
    /// milliseconds and about twice its memory.
    /// </summary>
    public string? ContributionObstacle => _explainer.Value.Obstacle;

    /// <summary>Reads a pipeline file and checks all of it.</summary>
    /// <exception cref="PipelineFileException">The file cannot be trusted; the message says which part and why.</exception>
    public static ScoringPipeline Open(string path)
    {
        PipelineFileContent content = PipelineFileReader.Read(path);
        try
        {
            return new ScoringPipeline(content);
        }
        catch (PipelineFileException wrong)
        {
            throw new PipelineFileException($"{path}: {wrong.Message}", wrong);
        }
    }

    /// <summary>Parses one cell; see <see cref="CellParser.Parse(ReadOnlySpan{byte}, out double)"/>.</summary>
    /// <param name="column">Index of the input column.</param>
    public CellParser Parser(int column) => _parsers[column];

    /// <summary>Parses the cells of one row.</summary>
    /// <param name="row">One text per <see cref="InputColumns">input column</see>, in their order; null or empty where the value is missing.</param>
    /// <returns>The cells, as the other methods take them.</returns>
    /// <exception cref="ArgumentException">The row has another number of texts.</exception>
    /// <exception cref="FormatException">A text is no value of its column, or missing where training rows never were; the message names the column.</exception>
    public double[] Parse(IReadOnlyList<string?> row)
    {
        if (row.Count != _parsers.Length) throw new ArgumentException($"a row has {_parsers.Length} cells, not {row.Count}", nameof(row));
        var cells = new double[_parsers.Length];
        for (int i = 0; i < cells.Length; i++)
        {
            if (_parsers[i].Parse(row[i], out cells[i]) is { } wrong) throw new FormatException($"column {InputColumns[i].Name}: {wrong}");
        }

        return cells;
    }

    /// <summary>Scores one row of texts. Programs that score many rows give their cells as numbers, which allocates nothing.</summary>
    /// <param name="row">One text per <see cref="InputColumns">input column</see>, in their order; null or empty where the value is missing.</param>
    /// <returns>One value per <see cref="OutputColumns">output column</see>: probabilities from 0 to 1 that sum to 1, or the number of a regression.</returns>
    /// <exception cref="ArgumentException">The row has another number of texts.</exception>
    /// <exception cref="FormatException">A text is no value of its column, or missing where training rows never were; the message names the column.</exception>
    public double[] Score(IReadOnlyList<string?> row)
    {
        var outputs = new double[OutputColumns.Count];
        Score(Parse(row), outputs);
        return outputs;
    }

    /// <summary>Scores rows that stand column by column, with the bits of <see cref="Score(ReadOnlySpan{double}, Span{double})"/>.</summary>
    /// <param name="columns">One per <see cref="InputColumns">input column</see>, in their order, each with one cell per row.</param>
    /// <param name="outputs">Receives one value per output column, row by row.</param>
    /// <exception cref="ArgumentException">Another number of columns, columns of different lengths, or a span of another length.</exception>
    public void ScoreBatch(IReadOnlyList<ReadOnlyMemory<double>> columns, Span<double> outputs)
    {
        if (columns.Count != InputColumns.Count) throw new ArgumentException($"{InputColumns.Count} columns are needed, not {columns.Count}", nameof(columns));
        for (int i = 1; i < columns.Count; i++)
        {
            if (columns[i].Length != columns[0].Length) throw new ArgumentException($"column {InputColumns[i].Name} has {columns[i].Length} cells, the first one {columns[0].Length}", nameof(columns));
        }

        _scorer.ScoreColumns(columns, outputs);
    }

    /// <summary>Scores rows.</summary>
    /// <param name="cells">Input cells, row by row; see <see cref="InputColumn"/> for their form.</param>
    /// <param name="outputs">Receives one value per output column, row by row.</param>
    /// <exception cref="ArgumentException">The spans' lengths do not fit the pipeline.</exception>
    public void Score(ReadOnlySpan<double> cells, Span<double> outputs) => Score(cells, outputs, []);

    /// <summary>Scores rows and tells the margins too.</summary>
    /// <param name="cells">Input cells, row by row.</param>
    /// <param name="outputs">Receives one value per output column, row by row.</param>
    /// <param name="margins">Receives one value per margin, row by row; empty where nobody asks.</param>
    /// <exception cref="ArgumentException">The spans' lengths do not fit the pipeline.</exception>
    public void Score(ReadOnlySpan<double> cells, Span<double> outputs, Span<double> margins) => _scorer.Score(cells, outputs, margins);

    /// <summary>Decides for a class: the second of two from the pipeline's threshold on, half where it has none; the most likely of several, the first of equals.</summary>
    /// <param name="outputs">The outputs of one row.</param>
    /// <returns>Index of the class; -1 for regression.</returns>
    public int Decide(ReadOnlySpan<double> outputs)
    {
        if (TargetLabels.Count == 0) return -1;
        if (TargetLabels.Count == 2) return outputs[1] >= (Manifest.Threshold ?? 0.5) ? 1 : 0;
        int best = 0;
        for (int i = 1; i < outputs.Length; i++)
        {
            if (outputs[i] > outputs[best]) best = i;
        }

        return best;
    }

    /// <summary>Looks whether a row lies outside of where the training rows lay. Where the pipeline knows no <see cref="Envelope"/>, none does.</summary>
    /// <param name="cells">The input cells of one row.</param>
    /// <param name="outside">Receives for each input column whether the row lies outside by it alone.</param>
    /// <returns>Whether it lies outside by any column, or by a combination that training never saw.</returns>
    /// <exception cref="ArgumentException">The spans' lengths do not fit the pipeline.</exception>
    public bool IsOutside(ReadOnlySpan<double> cells, Span<bool> outside) => _limits.IsOutside(cells, outside);

    /// <summary>Looks which of many rows lie outside of where the training rows lay, several times faster than row by row.</summary>
    /// <param name="cells">Input cells, row by row.</param>
    /// <param name="outside">Receives for each row whether it does.</param>
    /// <returns>How many do.</returns>
    /// <exception cref="ArgumentException">The spans' lengths do not fit each other or the pipeline.</exception>
    public int FindOutside(ReadOnlySpan<double> cells, Span<bool> outside) => _limits.FindOutside(cells, outside);

    /// <summary>Computes the features that the model sees, without scoring.</summary>
    /// <param name="cells">Input cells, row by row.</param>
    /// <param name="features">Receives one value per <see cref="TransformedColumns">feature</see>, row by row; NaN where it is missing.</param>
    /// <exception cref="ArgumentException">The spans' lengths do not fit the pipeline.</exception>
    public void Transform(ReadOnlySpan<double> cells, Span<float> features)
    {
        long needed = (long)_scorer.Rows(cells) * _transform.FeatureCount;
        if (features.Length != needed) throw new ArgumentException($"{needed} features are needed, not {features.Length}", nameof(features));
        _transform.Apply(cells, features);
    }

    /// <summary>
    /// Tells what each input column contributed to the margins: for each margin the contributions and the bias sum to the margin.
    /// </summary>
    /// <param name="cells">Input cells, row by row.</param>
    /// <param name="contributions">Receives one value per contribution column, row by row.</param>
    /// <exception cref="ArgumentException">The spans' lengths do not fit the pipeline.</exception>
    /// <exception cref="NotSupportedException">There is a <see cref="ContributionObstacle"/>.</exception>
    public void Contributions(ReadOnlySpan<double> cells, Span<double> contributions)
    {
        RequireContributions(cells, contributions, InputColumns.Count);
        _explainer.Value.ExplainColumns(cells, contributions);
    }

    /// <summary>Tells what each feature contributed to the margins: for each margin the contributions and the bias sum to the margin.</summary>
    /// <param name="cells">Input cells, row by row.</param>
    /// <param name="contributions">Receives one value per transformed contribution column, row by row.</param>
    /// <exception cref="ArgumentException">The spans' lengths do not fit the pipeline.</exception>
    /// <exception cref="NotSupportedException">There is a <see cref="ContributionObstacle"/>.</exception>
    public void TransformedContributions(ReadOnlySpan<double> cells, Span<double> contributions)
    {
        RequireContributions(cells, contributions, TransformedColumns.Count);
        _explainer.Value.ExplainFeatures(cells, contributions);
    }

    private string[] ContributionsOf(IEnumerable<string> parts) => PipelineExplainer.Names(parts, Manifest, Model.MarginCount);

    private void RequireContributions(ReadOnlySpan<double> cells, Span<double> contributions, int width)
    {
        long needed = _scorer.Rows(cells) * (width + 1L) * Model.MarginCount;
        if (contributions.Length != needed)
        {
            throw new ArgumentException($"{needed} contributions are needed, not {contributions.Length}", nameof(contributions));
        }
    }
}
