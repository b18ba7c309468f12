using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace Workflow.Scorer.Tests.TestData;

/// <summary>The built scorer as a process of its own.</summary>
internal sealed partial class ScorerProcess : IDisposable
{
    private readonly Process _process;
    private readonly StringBuilder _log = new();

    private ScorerProcess(Process process) => _process = process;

    /// <summary>The port of Thrift, once it listens on one.</summary>
    public int ThriftPort { get; private set; }

    /// <summary>The most memory that it has had, in bytes.</summary>
    public long PeakBytes
    {
        get
        {
            _process.Refresh();
            return _process.PeakWorkingSet64;
        }
    }

    public static ScorerProcess Start(params IEnumerable<string> arguments) => StartWith([], arguments);

    /// <summary>Starts it with as much heap as it would have in a container.</summary>
    public static ScorerProcess StartWithHeap(long bytes, params IEnumerable<string> arguments) =>
        StartWith(new() { ["DOTNET_GCHeapHardLimit"] = bytes.ToString("X", CultureInfo.InvariantCulture) }, arguments);

    /// <summary>Waits until it listens.</summary>
    public async Task<Uri> AddressAsync() => (await AddressesAsync()).Http;

    /// <summary>Waits until it listens.</summary>
    /// <returns>Where it does; null for gRPC where it does not.</returns>
    public async Task<(Uri Http, Uri? Grpc)> AddressesAsync()
    {
        while (await _process.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken) is { } line)
        {
            _log.AppendLine(line);
            if (Listening().Match(line) is not { Success: true } match) continue;
            if (match.Groups["thrift"] is { Success: true, Value: var port }) ThriftPort = int.Parse(port, CultureInfo.InvariantCulture);
            return (new Uri(match.Groups["address"].Value), match.Groups["grpc"] is { Success: true } grpc ? new Uri(grpc.Value) : null);
        }

        throw new InvalidOperationException($"the scorer ended: {_log}");
    }

    /// <summary>Asks it to end, as a container engine does.</summary>
    public void Terminate()
    {
        using Process kill = Process.Start(new ProcessStartInfo("kill", ["-TERM", _process.Id.ToString(CultureInfo.InvariantCulture)]))!;
        kill.WaitForExit();
    }

    /// <summary>Waits for its end, and reads nothing of what it tells.</summary>
    public async Task<int> EndUnreadAsync(TimeSpan patience)
    {
        await _process.WaitForExitAsync(TestContext.Current.CancellationToken).WaitAsync(patience, TestContext.Current.CancellationToken);
        return _process.ExitCode;
    }

    /// <summary>Waits for its end.</summary>
    public async Task<(int ExitCode, string Output, string Error)> EndAsync()
    {
        Task<string> error = _process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        _log.Append(await _process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken));
        await _process.WaitForExitAsync(TestContext.Current.CancellationToken);
        return (_process.ExitCode, _log.ToString(), await error);
    }

    /// <summary>The messages of a log.</summary>
    public static string[] Messages(string log) =>
        [.. log.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonDocument.Parse(line).RootElement).Where(line => line.GetProperty("event").GetString() == "log").Select(line => line.GetProperty("message").GetString()!)];

    public void Dispose()
    {
        if (!_process.HasExited) _process.Kill();
        _process.Dispose();
    }

    /// <summary>Starts it with variables of the environment.</summary>
    public static ScorerProcess StartWith(Dictionary<string, string> variables, params IEnumerable<string> arguments)
    {
        var info = new ProcessStartInfo(Path.Combine(AppContext.BaseDirectory, "scorer"))
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach ((string name, string value) in variables) info.Environment[name] = value;
        foreach (string argument in arguments) info.ArgumentList.Add(argument);
        return new ScorerProcess(Process.Start(info)!);
    }

    [GeneratedRegex(
        "listening on (?<address>https?://[0-9.:]+)(, gRPC on (?<grpc>https?://[0-9.:]+))?( and for Thrift on 127\\.0\\.0\\.1:(?<thrift>[0-9]+))?", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Listening();
}
