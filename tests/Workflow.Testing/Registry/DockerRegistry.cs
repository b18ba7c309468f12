using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;
using Workflow.Testing.Files;
using Workflow.Testing.Requirements;

namespace Workflow.Testing.Registry;

/// <summary>A private Docker Registry 2: a process of its own on a port of loopback, with a folder of its own, ended and removed at the end.</summary>
public sealed partial class DockerRegistry : IAsyncDisposable
{
    private const string Program = "/usr/bin/docker-registry";
    private readonly TemporaryFolder _folder = new();
    private readonly TaskCompletionSource<int> _listening = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Process _process;

    private DockerRegistry(string settings)
    {
        string path = _folder.File("config.yml");
        File.WriteAllText(path, settings.Replace("{folder}", _folder.File("data"), StringComparison.Ordinal));
        _process = new Process
        {
            StartInfo = new ProcessStartInfo(Program, ["serve", path]) { UseShellExecute = false, RedirectStandardError = true, RedirectStandardOutput = true, WorkingDirectory = _folder.Path },
            EnableRaisingEvents = true,
        };
        _process.ErrorDataReceived += (_, line) => Read(line.Data);
        _process.OutputDataReceived += (_, _) => { };
        _process.Exited += (_, _) => _listening.TrySetException(new InvalidOperationException($"docker-registry ended with exit code {_process.ExitCode}"));
    }

    /// <summary>Its port on 127.0.0.1.</summary>
    public int Port { get; private set; }

    /// <summary>Its address where it does not encrypt.</summary>
    public Uri Url => new(string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{Port}"));

    /// <summary>Starts one; ends the test where it is not installed.</summary>
    /// <param name="cancellationToken">Cancels the start.</param>
    /// <param name="auth">The section <c>auth</c> of its configuration; null for a registry that is open to everybody.</param>
    /// <param name="certificate">Files of the certificate and its key, for a registry that encrypts; null for one that does not.</param>
    public static async Task<DockerRegistry> StartAsync(CancellationToken cancellationToken, string? auth = null, (string Certificate, string Key)? certificate = null)
    {
        Require.That(File.Exists(Program), "Docker Registry 2 (apt-get install docker-registry)");
        string tls = certificate is { } files ? $"\n  tls:\n    certificate: {files.Certificate}\n    key: {files.Key}" : string.Empty;
        var registry = new DockerRegistry($$$"""
            version: 0.1
            log: {level: info, accesslog: {disabled: true}}
            storage:
              filesystem: {rootdirectory: "{folder}"}
              delete: {enabled: true}
            http:
              addr: 127.0.0.1:0
              secret: a-secret-of-the-tests{{{tls}}}
            {{{auth}}}
            """);
        try
        {
            registry._process.Start();
            registry._process.BeginErrorReadLine();
            registry._process.BeginOutputReadLine();
            registry.Port = await registry._listening.Task.WaitAsync(TimeSpan.FromMinutes(1), cancellationToken);
            return registry;
        }
        catch
        {
            await registry.DisposeAsync();
            throw;
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited) _process.Kill();
        await _process.WaitForExitAsync();
        _process.Dispose();
        _folder.Dispose();
    }

    private void Read(string? line)
    {
        if (line is not null && Listening().Match(line) is { Success: true } match) _listening.TrySetResult(int.Parse(match.Groups["port"].Value, CultureInfo.InvariantCulture));
    }

    [GeneratedRegex(@"listening on 127\.0\.0\.1:(?<port>\d+)", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Listening();
}
