using Workflow.Jobs.Home;
using Workflow.Jobs.Sources;
using Workflow.Testing.Files;
using Workflow.Testing.Time;
using Workflow.Training.Files;
using Workflow.Training.Recipes.Sources;

namespace Workflow.Jobs.Tests.Sources;

/// <summary>Downloads of one test: a home, a server and a clock that stands still.</summary>
internal sealed class TestDownloads : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private readonly TemporaryFolder _folder = new();
    private readonly HttpClient _http = new(new SocketsHttpHandler { UseProxy = false }) { Timeout = Timeout.InfiniteTimeSpan };

    private TestDownloads(FileServer server)
    {
        Server = server;
        Home = new WorkflowHome(_folder.File("home"));
        Downloader = Restart();
    }

    public FileServer Server { get; }

    public WorkflowHome Home { get; }

    /// <summary>A path in the folder of the test.</summary>
    public string File(params string[] parts) => _folder.File(parts);

    public ManualTimeProvider Clock { get; } = new();

    public ByteProgress Progress { get; } = new();

    public Downloader Downloader { get; private set; }

    /// <summary>Names of the files in the directory of downloads that are neither records nor unfinished.</summary>
    public IEnumerable<string> Whole => Directory.EnumerateFiles(Home.Downloads).Select(file => Path.GetFileName(file)).Where(Sha256Hex.IsValid);

    /// <summary>The unfinished downloads.</summary>
    public IEnumerable<string> Unfinished => Directory.EnumerateFiles(Home.Downloads, "*.part");

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public static async Task<TestDownloads> CreateAsync() => new(await FileServer.StartAsync());

    /// <summary>A downloader that knows only what is on disk, as after a crash.</summary>
    public Downloader Restart() => Downloader = new Downloader(_http, Home, Clock);

    public UrlSource Source(string? sha256 = null, long maximumBytes = 1 << 20, TimeSpan? timeout = null, Uri? url = null) =>
        new(url ?? Server.Url, sha256, AllowHttp: true, maximumBytes, timeout ?? TimeSpan.FromMinutes(60));

    public async Task<byte[]> FetchAsync(UrlSource? source = null, CancellationToken? cancellationToken = null)
    {
        (string path, string sha256) = await Downloader.FetchAsync(source ?? Source(), Progress, cancellationToken ?? Cancellation).WaitAsync(Patience, Cancellation);
        byte[] bytes = await System.IO.File.ReadAllBytesAsync(path, Cancellation);
        Assert.Equal(Sha256Hex.Of(bytes), sha256);
        Assert.Equal(Path.Combine(Home.Downloads, sha256), path);
        return bytes;
    }

    /// <summary>Lets a download wait for its next attempts: a second before the first, then always twice as long.</summary>
    public async Task LetRetryAsync(int attempts = 1)
    {
        for (int i = 0; i < attempts; i++)
        {
            var pause = TimeSpan.FromSeconds(1 << i);
            await Clock.WhenTimerAsync(pause).WaitAsync(Patience, Cancellation);
            Clock.Advance(pause);
        }
    }

    /// <summary>Fetches a file up to a point at which the user stops it.</summary>
    public async Task InterruptAsync(byte[] file, string? tag, int bytes)
    {
        using var stop = new CancellationTokenSource();
        Server.ServeAndCut(file, tag, bytes, new TaskCompletionSource().Task);
        Task<byte[]> fetching = FetchAsync(cancellationToken: stop.Token);
        await Progress.WhenAsync(bytes).WaitAsync(Cancellation);
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => fetching);
    }

    public async ValueTask DisposeAsync()
    {
        await Server.DisposeAsync();
        _http.Dispose();
        _folder.Dispose();
    }
}
