using Workflow.Jobs.Processes;

namespace Workflow.Jobs.Tests.Processes;

/// <summary>Waits for the end of processes that are no children of the tests.</summary>
internal static class EndedProcess
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    /// <summary>Waits; the system tells when.</summary>
    public static async Task WaitAsync(ProcessIdentity process)
    {
        try
        {
            using var known = System.Diagnostics.Process.GetProcessById(process.Pid);
            if (process.IsAlive()) await known.WaitForExitAsync(TestContext.Current.CancellationToken).WaitAsync(Patience);
        }
        catch (ArgumentException)
        {
            // Gone already.
        }

        Assert.False(process.IsAlive());
    }
}
