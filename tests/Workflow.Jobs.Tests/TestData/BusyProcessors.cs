namespace Workflow.Jobs.Tests.TestData;

/// <summary>Threads that keep every processor busy until it is disposed.</summary>
internal sealed class BusyProcessors : IDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private readonly Thread[] _threads;

    public BusyProcessors()
    {
        CancellationToken stopped = _stop.Token;
        _threads = [.. Enumerable.Range(0, 2 * Environment.ProcessorCount).Select(_ => new Thread(() => Spin(stopped)) { IsBackground = true })];
        foreach (Thread thread in _threads) thread.Start();
    }

    public void Dispose()
    {
        _stop.Cancel();
        foreach (Thread thread in _threads) thread.Join();
        _stop.Dispose();
    }

    private static void Spin(CancellationToken stopped)
    {
        while (!stopped.IsCancellationRequested) Thread.SpinWait(1000);
    }
}
