using System.Diagnostics;
using System.Globalization;
using System.Net;

namespace Workflow.Bench.Serving;

/// <summary>A server in a process of its own.</summary>
internal sealed class ServedProcess : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private readonly Process _process;

    private ServedProcess(Process process, int port, double startMilliseconds)
    {
        _process = process;
        Port = port;
        StartMilliseconds = startMilliseconds;
    }

    /// <summary>Where it listens.</summary>
    public int Port { get; }

    /// <summary>From the moment before exec to its first answer of status 200.</summary>
    public double StartMilliseconds { get; }

    /// <summary>Its process.</summary>
    public int Id => _process.Id;

    /// <summary>Its address.</summary>
    public Uri Url => new(string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{Port}"));

    /// <summary>Starts a server and waits until it answers.</summary>
    /// <param name="info">The program.</param>
    /// <param name="port">Where it will listen.</param>
    /// <param name="ready">The path that answers 200 as soon as it can.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    public static async Task<ServedProcess> StartAsync(ProcessStartInfo info, int port, string ready, CancellationToken cancellationToken)
    {
        info.UseShellExecute = false;
        info.RedirectStandardError = true;
        info.RedirectStandardOutput = true;
        using var http = new HttpClient();
        var address = new Uri(string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{port}{ready}"));
        long started = TimeProvider.System.GetTimestamp();
        Process process = Process.Start(info)!;
        process.BeginErrorReadLine();
        process.BeginOutputReadLine();
        try
        {
            while (!await AnswersAsync(http, address, cancellationToken))
            {
                if (process.HasExited) throw new InvalidOperationException($"{info.FileName} ended with exit code {process.ExitCode}");
                if (TimeProvider.System.GetElapsedTime(started) > Patience) throw new InvalidOperationException($"{info.FileName} does not answer");
                await Task.Delay(1, cancellationToken);
            }
        }
        catch
        {
            process.Kill(entireProcessTree: true);
            process.Dispose();
            throw;
        }

        return new ServedProcess(process, port, TimeProvider.System.GetElapsedTime(started).TotalMilliseconds);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        _process.Kill(entireProcessTree: true);
        await _process.WaitForExitAsync();
        _process.Dispose();
    }

    private static async Task<bool> AnswersAsync(HttpClient http, Uri address, CancellationToken cancellationToken)
    {
        try
        {
            using HttpResponseMessage answer = await http.GetAsync(address, cancellationToken);
            return answer.StatusCode == HttpStatusCode.OK;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }
}
