namespace Workflow.Jobs.Registry;

/// <summary>Versions whose bytes were removed: what is on record of them stays, and nothing can be done with them until the bytes are there again.</summary>
public static class RemovedVersions
{
    /// <summary>Throws where the bytes of a version were removed.</summary>
    /// <exception cref="VersionException">They were; the message says when, and what to do.</exception>
    public static void RequirePresent(this ModelVersion version)
    {
        ArgumentNullException.ThrowIfNull(version);
        if (version.RemovedAt is { } at) throw Refusal(version.Name, at);
    }

    /// <summary>What to tell whoever wants to use a version whose bytes were removed.</summary>
    internal static VersionException Refusal(string name, DateTimeOffset removedAt) => new(
        VersionException.Removed,
        $"{name} was removed by gc on {removedAt:yyyy-MM-dd}: its record is kept, its scoring pipeline and its image are not. "
        + $"Make it again: workflow reproduce {name} --train; or load a file that `workflow image save` has written: workflow image load FILE");
}
