namespace Workflow.Jobs.Pipelines;

/// <summary>The steps that exist, and whose outputs each of them reads.</summary>
public static class StandardGraph
{
    /// <summary>Reads the source into a dataset.</summary>
    public const string Ingest = "ingest";

    /// <summary>Divides the rows.</summary>
    public const string Split = "split";

    /// <summary>Looks for leakage and shift.</summary>
    public const string Guard = "guard";

    /// <summary>Searches for the best model.</summary>
    public const string Train = "train";

    /// <summary>Judges it on the test rows and writes the scoring pipeline file.</summary>
    public const string Validate = "validate";

    /// <summary>Publishes the scorer and its image layer, once per release.</summary>
    public const string PublishScorer = "publish-scorer";

    /// <summary>Makes the version's image.</summary>
    public const string BuildImage = "build-image";

    /// <summary>Brings the version to its environment.</summary>
    public const string Deploy = "deploy";

    /// <summary>Brings a registered version to an environment: the only step of a run that deploys one.</summary>
    public const string DeployVersion = "deploy-version";

    /// <summary>Scores files with a registered version: the only step of a run that does.</summary>
    public const string ScoreBatch = "score-batch";

    /// <summary>The graph of a run that scores files.</summary>
    public static IReadOnlyList<StepDefinition> Batch { get; } = [Standard(ScoreBatch)];

    /// <summary>The graph of a run that deploys a registered version.</summary>
    public static IReadOnlyList<StepDefinition> Release { get; } = [Standard(DeployVersion) with { Queue = StepQueues.Deploy }];

    /// <summary>All steps in order, each with the steps whose outputs it reads.</summary>
    public static IReadOnlyList<StepDefinition> Steps { get; } =
    [
        Standard(Ingest),
        Standard(Split, Ingest),
        Standard(Guard, Ingest, Split),
        Standard(Train, Ingest, Split, Guard) with { Queue = StepQueues.Train },
        Standard(Validate, Ingest, Split, Guard, Train),
        Standard(PublishScorer),
        Standard(BuildImage, Validate, PublishScorer),
        Standard(Deploy, Validate, BuildImage) with { Queue = StepQueues.Deploy },
    ];

    /// <summary>What each of them makes, for programs that read it.</summary>
    public static IReadOnlyDictionary<OutputReference, OutputType> Outputs { get; } = new Dictionary<OutputReference, OutputType>
    {
        [new(Ingest, "dataset")] = OutputType.File,
        [new(Ingest, "report")] = OutputType.Json,
        [new(Split, "split")] = OutputType.Json,
        [new(Guard, "report")] = OutputType.Json,
        [new(Train, "model")] = OutputType.File,
        [new(Train, "leaderboard")] = OutputType.Json,
        [new(Train, "timings")] = OutputType.Json,
        [new(Validate, "pipeline")] = OutputType.File,
        [new(Validate, "report")] = OutputType.Json,
        [new(Validate, "evaluation")] = OutputType.Json,
        [new(PublishScorer, "source-hash")] = OutputType.Text,
        [new(BuildImage, "image")] = OutputType.Json,
        [new(Deploy, "url")] = OutputType.Text,
        [new(Deploy, "endpoint")] = OutputType.Text,
        [new(DeployVersion, "url")] = OutputType.Text,
        [new(DeployVersion, "endpoint")] = OutputType.Text,
        [new(ScoreBatch, "report")] = OutputType.Json,
    };

    // What fails without a chance, a damaged file or a missed gate, is not tried again whatever stands here.
    private static StepDefinition Standard(string name, params string[] dependsOn) => new(name, dependsOn) { Retry = new RetryDefinition { Attempts = 3 } };
}
