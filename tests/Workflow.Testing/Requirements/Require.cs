using System.Diagnostics.CodeAnalysis;

namespace Workflow.Testing.Requirements;

/// <summary>What to do where a test cannot run on this machine: fail in CI, where everything must be there, and be skipped elsewhere, with the reason.</summary>
public static class Require
{
    /// <summary>Whether this is CI.</summary>
    public static bool IsCi => Environment.GetEnvironmentVariable("CI") == "true";

    /// <summary>Ends the test where something is missing.</summary>
    /// <param name="isThere">Whether it is there.</param>
    /// <param name="what">What is missing, and how to get it.</param>
    public static void That([DoesNotReturnIf(false)] bool isThere, string what)
    {
        if (isThere) return;
        if (IsCi) Assert.Fail($"missing in CI: {what}");
        Assert.Skip($"missing here: {what}");
    }
}
