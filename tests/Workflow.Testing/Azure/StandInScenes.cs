namespace Workflow.Testing.Azure;

/// <summary>Scenes in the lives of container groups, as Azure tells them.</summary>
public static class StandInScenes
{
    /// <summary>A life that goes well: the image is pulled, the container starts.</summary>
    public static StandInScene[] Well { get; } = [Nothing, Pulls, Runs];

    /// <summary>Nothing happens.</summary>
    public static void Nothing(StandInGroup group)
    {
    }

    /// <summary>Azure is done, though the container is not there yet.</summary>
    public static void Done(StandInGroup group) => group.End("Succeeded", null);

    /// <summary>The image begins to be pulled; the container of the revision before is gone.</summary>
    public static void Pulls(StandInGroup group)
    {
        group.Replace();
        group.Tell("Pulling", $"pulling image \"{group.Image}\"");
    }

    /// <summary>The container runs, and Azure is done.</summary>
    public static void Runs(StandInGroup group)
    {
        group.Tell("Pulled", $"Successfully pulled image \"{group.Image}\"");
        group.Tell("Started", "Started container");
        group.Current = group.Phase("Running");
        group.End("Succeeded", null);
    }

    /// <summary>The image cannot be pulled; Azure goes on trying.</summary>
    public static StandInScene PullFails(string why) => group =>
    {
        group.Replace();
        group.Current = group.Phase("Waiting", "ImagePullBackOff");
        group.Tell("Failed", $"Failed to pull image \"{group.Image}\": {why}", "Warning");
        group.Tell("Failed", "Error: ErrImagePull", "Warning");
        group.Tell("BackOff", $"Back-off pulling image \"{group.Image}\"");
    };

    /// <summary>The container ends, again and again.</summary>
    public static StandInScene Crashes(int exitCode, int restarts, string detail = "Error") => group =>
    {
        group.Replace();
        group.Tell("Pulled", $"Successfully pulled image \"{group.Image}\"");
        group.Tell("Started", "Started container");
        group.Previous = group.Phase("Terminated", detail, exitCode);
        group.Current = group.Phase("Waiting", "CrashLoopBackOff");
        group.RestartCount = restarts;
        group.Tell("BackOff", "Back-off restarting failed container", "Warning");
        group.End("Succeeded", null);
    };

    /// <summary>The container runs and does not answer its probe.</summary>
    public static StandInScene IsUnhealthy(int failures) => group =>
    {
        Runs(group);
        group.Tell("Unhealthy", "Liveness probe failed: HTTP probe failed with statuscode: 503", "Warning", failures);
    };

    /// <summary>The container cannot be started.</summary>
    public static StandInScene CannotStart(string why) => group =>
    {
        group.Replace();
        group.Tell("Failed", $"Error: Failed to start container scorer, Error response: {why}", "Warning");
        group.Current = group.Phase("Waiting");
    };

    /// <summary>Azure gives up. The error is told by the operation alone.</summary>
    public static StandInScene GivenUp(string? code = null, string message = "") => group => group.End("Failed", code is null ? null : new ArmError(200, code, message));

    /// <summary>Azure gives up and leaves no group.</summary>
    public static StandInScene Vanishes(string code, string message) => group =>
    {
        group.End("Failed", new ArmError(200, code, message));
        group.IsGone = true;
    };
}
