using System.Diagnostics;
using System.Text.Json;

namespace Workflow.EndToEnd.Tests.Program;

/// <summary><c>./workflow up</c> on a free port, until it is disposed of.</summary>
public sealed class RunningServer : IAsyncDisposable
{
    private readonly Process _process;
    private readonly Task _reading;

    private RunningServer(Process process, Uri url, Task reading) => (_process, Url, _reading) = (process, url, reading);

    /// <summary>Its address.</summary>
    public Uri Url { get; }

    /// <summary>Starts it, and waits until it answers.</summary>
    public static async Task<RunningServer> StartAsync(WorkflowProgram program, string pipelines, CancellationToken cancellationToken)
    {
        Process process = program.Start("up", "--port", "0", "--file", pipelines);
        Task<string> output = process.StandardOutput.ReadToEndAsync(CancellationToken.None), error = process.StandardError.ReadToEndAsync(CancellationToken.None);
        string file = Path.Combine(program.Home, "server.json");
        while (!File.Exists(file))
        {
            Assert.False(process.HasExited, process.HasExited ? await error : string.Empty);
            await Task.Delay(50, cancellationToken);
        }

        using JsonDocument told = JsonDocument.Parse(await File.ReadAllTextAsync(file, cancellationToken));
        return new RunningServer(process, new Uri(told.RootElement.GetProperty("url").GetString()!), Task.WhenAll(output, error));
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        using Process process = _process;
        using (Process kill = Process.Start("kill", ["-TERM", process.Id.ToString(System.Globalization.CultureInfo.InvariantCulture)])) await kill.WaitForExitAsync();
        await process.WaitForExitAsync();
        await _reading;
    }
}
