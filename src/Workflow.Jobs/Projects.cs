namespace Workflow.Jobs;

/// <summary>Names of projects.</summary>
public static class Projects
{
    /// <summary>The project of whatever names none.</summary>
    public const string Default = "default";
}
