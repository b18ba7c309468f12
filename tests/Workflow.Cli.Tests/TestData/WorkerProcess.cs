using System.Text.RegularExpressions;

namespace Workflow.Cli.Tests.TestData;

/// <summary>A worker as a process of its own.</summary>
internal sealed partial class WorkerProcess : IDisposable
{
    private readonly HttpClient _http;

    private WorkerProcess(WorkflowProcess process, Uri address)
    {
        Process = process;
        _http = new HttpClient { BaseAddress = address };
    }

    /// <summary>The process.</summary>
    public WorkflowProcess Process { get; }

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    /// <summary>Starts a worker and waits until it works.</summary>
    public static async Task<WorkerProcess> StartAsync(Desk desk, string database, params IEnumerable<string> arguments)
    {
        WorkflowProcess process = desk.StartOn(database, ["worker", "--port", "0", .. arguments]);
        string line = await process.ReadErrorUntilAsync("health and metrics on");
        return new WorkerProcess(process, new Uri(Address().Match(line).Value));
    }

    /// <summary>Asks it.</summary>
    public async Task<(int Status, string Body)> GetAsync(string path)
    {
        using HttpResponseMessage response = await _http.GetAsync(new Uri(path, UriKind.Relative), Cancel);
        return ((int)response.StatusCode, await response.Content.ReadAsStringAsync(Cancel));
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _http.Dispose();
        Process.Dispose();
    }

    [GeneratedRegex(@"http://\S+", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Address();
}
