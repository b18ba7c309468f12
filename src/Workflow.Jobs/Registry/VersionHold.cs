namespace Workflow.Jobs.Registry;

/// <summary>That a version has to stay, whatever else is decided.</summary>
/// <param name="Reason">Why.</param>
/// <param name="By">Who said so.</param>
/// <param name="At">Since when.</param>
public sealed record VersionHold(string Reason, string By, DateTimeOffset At);
