using Workflow.Scoring;

namespace Workflow.Jobs.Batches;

/// <summary>The columns of a batch's output, in order: those that are kept, what is predicted and how sure that is, and where it comes from.</summary>
internal sealed class OutputColumns
{
    /// <summary>The predicted class.</summary>
    public const string Prediction = "prediction";

    /// <summary>Whether the row lies outside of where the training rows lay.</summary>
    public const string Outside = "outside";

    /// <summary>The version that scored.</summary>
    public const string Version = "version";

    /// <summary>Identifier of the prediction.</summary>
    public const string PredictionId = "prediction_id";

    private OutputColumns(ScoringPipeline pipeline, IReadOnlyList<string> kept, IReadOnlyList<string> contributions)
    {
        Kept = kept;
        Scores = pipeline.OutputColumns;
        Contributions = contributions;
        HasClasses = pipeline.TargetLabels.Count > 0;
        HasEnvelope = pipeline.Envelope is not null;
    }

    /// <summary>Fields of the input that are given back.</summary>
    public IReadOnlyList<string> Kept { get; }

    /// <summary>The probabilities of the classes, or the number of a regression.</summary>
    public IReadOnlyList<string> Scores { get; }

    /// <summary>What each input column has added to the margins; none where nobody asked.</summary>
    public IReadOnlyList<string> Contributions { get; }

    /// <summary>Whether a class is predicted.</summary>
    public bool HasClasses { get; }

    /// <summary>Whether it is known where the training rows lay.</summary>
    public bool HasEnvelope { get; }

    /// <summary>All names.</summary>
    public IEnumerable<string> All =>
    [
        .. Kept, .. HasClasses ? [Prediction] : Array.Empty<string>(), .. Scores, .. Contributions, .. HasEnvelope ? [Outside] : Array.Empty<string>(), Version, PredictionId,
    ];

    /// <summary>The columns of an output.</summary>
    /// <param name="pipeline">The pipeline.</param>
    /// <param name="kept">Fields of the input that are to be given back.</param>
    /// <param name="hasContributions">Whether contributions are asked for.</param>
    /// <exception cref="BatchException">Two columns would have the same name, or this model has no contributions.</exception>
    public static OutputColumns Of(ScoringPipeline pipeline, IReadOnlyList<string> kept, bool hasContributions)
    {
        if (hasContributions && pipeline.ContributionObstacle is { } obstacle) throw new BatchException($"contributions are not to be had of this model: {obstacle}");
        var columns = new OutputColumns(pipeline, kept, hasContributions ? pipeline.ContributionColumns : []);
        string? twice = columns.All.GroupBy(name => name, StringComparer.Ordinal).FirstOrDefault(group => group.Skip(1).Any())?.Key;
        return twice is null ? columns : throw new BatchException($"the output would have two columns '{twice}': keep another one, or rename it in the input");
    }
}
