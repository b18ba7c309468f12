namespace Workflow.Jobs.Pipelines;

/// <summary>What an output of a step is.</summary>
public enum OutputType
{
    /// <summary>Bytes of any kind, kept as an artifact.</summary>
    File,

    /// <summary>A JSON document, kept as an artifact.</summary>
    Json,

    /// <summary>A short text, kept with the run.</summary>
    Text,

    /// <summary>A finite decimal number, kept with the run as text.</summary>
    Number,
}
