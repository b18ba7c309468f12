namespace Workflow.Jobs.Tests.Batches;

/// <summary>Interrupts work when it has come to a place.</summary>
internal static class Interruptions
{
    public static void CancelAfterReports(this CancellationTokenSource interrupted, int reports, int most)
    {
        if (reports == most) interrupted.Cancel();
    }
}
