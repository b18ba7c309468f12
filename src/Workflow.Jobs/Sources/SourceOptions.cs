namespace Workflow.Jobs.Sources;

/// <summary>Where sources are looked for.</summary>
public sealed record SourceOptions
{
    /// <summary>Name of the environment variable that lists the mirrors, separated by colons.</summary>
    public const string MirrorVariable = "WORKFLOW_DATA_MIRROR";

    /// <summary>Directories with local copies, in order. Each is searched itself and one level below.</summary>
    public IReadOnlyList<string> Mirrors { get; init; } = [];

    /// <summary>The mirrors that the environment names.</summary>
    public static SourceOptions FromEnvironment() => new()
    {
        Mirrors = (Environment.GetEnvironmentVariable(MirrorVariable) ?? string.Empty).Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries),
    };
}
