namespace Workflow.Training.Tests.TestData;

/// <summary>Published files, which only a mirror has. Tests of what is published are skipped where there is none; all else is tested without.</summary>
internal static class MirrorFiles
{
    /// <summary>Path of a file; skips the test where no mirror has it.</summary>
    public static string Require(string? path, string name)
    {
        if (path is not null) return path;
        Assert.Skip($"needs {name} in a directory of WORKFLOW_DATA_MIRROR");
        throw new InvalidOperationException("skipped");
    }
}
