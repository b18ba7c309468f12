using Workflow.Api.Dashboard.Forms;

namespace Workflow.Api.Dashboard.Views;

/// <summary>What a user writes to begin a run.</summary>
public sealed record RunForm
{
    /// <summary><c>KEY=VALUE</c>, one a line.</summary>
    public string Set { get; init; } = string.Empty;

    /// <summary>Whether every step is done anew.</summary>
    public bool NoCache { get; init; }

    /// <summary>Sent twice, a form begins one run.</summary>
    public string Key { get; init; } = string.Empty;

    /// <summary>Why it was refused.</summary>
    public string? Error { get; init; }

    /// <summary>The settings.</summary>
    public IReadOnlyList<string> Settings => FormText.Lines(Set);
}
