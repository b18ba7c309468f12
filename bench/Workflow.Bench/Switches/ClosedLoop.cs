using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using Workflow.Bench.Deploying;

namespace Workflow.Bench.Switches;

/// <summary>Clients that ask without a pause, each on a connection of its own, and look at every answer.</summary>
internal sealed class ClosedLoop : IAsyncDisposable
{
    /// <summary>How many clients.</summary>
    public const int Connections = 8;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(20);
    private readonly CancellationTokenSource _stop = new();
    private readonly VersionAnswers _answers;
    private readonly int[] _served = new int[Connections];
    private readonly Task[] _clients;
    private volatile AnswerWindow _window = new();
    private volatile int[] _expected = [];

    /// <summary>Begins to ask.</summary>
    /// <param name="address">Where scores are asked for.</param>
    /// <param name="answers">What is asked, and what versions answer.</param>
    public ClosedLoop(Uri address, VersionAnswers answers)
    {
        _answers = answers;
        _clients = [.. Enumerable.Range(0, Connections).Select(client => Task.Run(() => AskAsync(client, address)))];
    }

    /// <summary>From now on only these versions may answer, and answers are counted there.</summary>
    public void Expect(AnswerWindow window, params int[] versions)
    {
        // Nothing is counted among those of before that a new version has answered.
        _window = window;
        _expected = versions;
    }

    /// <summary>Completes when the last answer of every client came from a version.</summary>
    /// <exception cref="InvalidOperationException">That takes too long.</exception>
    public async Task ServedByAsync(int version, CancellationToken cancellationToken)
    {
        long started = TimeProvider.System.GetTimestamp();
        while (Enumerable.Range(0, Connections).Any(client => Volatile.Read(ref _served[client]) != version))
        {
            if (TimeProvider.System.GetElapsedTime(started) > Patience) throw new InvalidOperationException($"version {version} should answer; the clients are answered by {string.Join(", ", _served)} ({_window.FirstFailure})");
            await Task.Delay(Pause, cancellationToken);
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await Task.WhenAll(_clients);
        _stop.Dispose();
    }

    private async Task AskAsync(int client, Uri address)
    {
        using var http = new HttpClient(new SocketsHttpHandler { MaxConnectionsPerServer = 1, UseProxy = false }) { Timeout = Patience };
        while (!_stop.IsCancellationRequested)
        {
            long started = TimeProvider.System.GetTimestamp();
            (int version, string? failure) = await AskOnceAsync(http, address);
            if (_stop.IsCancellationRequested) return;
            double took = TimeProvider.System.GetElapsedTime(started).TotalMilliseconds;
            Volatile.Write(ref _served[client], version);
            _window.Add(took, failure ?? (_expected.Contains(version) ? null : string.Create(CultureInfo.InvariantCulture, $"answered by version {version}")));
        }
    }

    private async Task<(int Version, string? Failure)> AskOnceAsync(HttpClient http, Uri address)
    {
        try
        {
            using var body = new ByteArrayContent(_answers.Request);
            body.Headers.ContentType = new MediaTypeHeaderValue("application/json");
            using HttpResponseMessage response = await http.PostAsync(address, body, _stop.Token);
            byte[] answer = await response.Content.ReadAsByteArrayAsync(_stop.Token);
            int version = response.StatusCode == HttpStatusCode.OK ? _answers.VersionOf(answer) : 0;
            return (version, version > 0 ? null : $"{(int)response.StatusCode} {Encoding.UTF8.GetString(answer)}");
        }
        catch (Exception broken) when (broken is HttpRequestException or OperationCanceledException or IOException)
        {
            return (0, broken.Message);
        }
    }
}
