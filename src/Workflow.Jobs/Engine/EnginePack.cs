namespace Workflow.Jobs.Engine;

/// <summary>A NuGet package whose files are in the published scorer, or that has made them: runtime, trimmer, compiler.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Version">Its version.</param>
/// <param name="ContentHash">SHA-512 of the package in base64, as lock files have it; null where the package folder does not tell.</param>
public sealed record EnginePack(string Name, string Version, string? ContentHash);
