using Microsoft.AspNetCore.Builder;
using Workflow.Scorer.Admission;
using Workflow.Scorer.Health;
using Workflow.Scorer.Serving;
using Workflow.Scoring;
using Workflow.Scoring.Format;
using Workflow.Testing.Files;

namespace Workflow.Scorer.Tests.TestData;

/// <summary>A scorer in this process, on a port of its own, with a pipeline file in a folder of its own.</summary>
internal sealed class RunningScorer : IAsyncDisposable
{
    private readonly TemporaryFolder _folder;

    private RunningScorer(WebApplication server, ScorerOptions options, TemporaryFolder folder, byte[]? pipelineFile)
    {
        Server = server;
        PipelineFile = options.Pipeline;
        _folder = folder;
        Pipeline = pipelineFile is null ? null : new ScoringPipeline(PipelineFileReader.Read(pipelineFile));
        ListenerAddresses addresses = ListenerAddresses.Of(server, options);
        Address = addresses.Http;
        GrpcAddress = addresses.Grpc;
        ThriftPort = addresses.Thrift?.Port ?? 0;
        Http = new HttpClient { BaseAddress = Address };
    }

    public WebApplication Server { get; }

    /// <summary>The file that it was started with.</summary>
    public string PipelineFile { get; }

    public Uri Address { get; }

    /// <summary>Where it answers gRPC; null where it does not.</summary>
    public Uri? GrpcAddress { get; }

    /// <summary>The port of Thrift, where the options ask for one.</summary>
    public int ThriftPort { get; }

    public HttpClient Http { get; }

    /// <summary>The pipeline as a caller of the runtime has it; null where the scorer has no file, or one that cannot be read.</summary>
    public ScoringPipeline? Pipeline { get; }

    /// <summary>Starts a scorer with a pipeline that it can read.</summary>
    public static Task<RunningScorer> StartAsync(byte[] pipelineFile, ScorerOptions? options = null, AdmissionOptions? admission = null) =>
        StartAsync(pipelineFile, pipelineFile, options, admission);

    /// <summary>Starts a scorer with a file that it may be unable to read, or with none.</summary>
    public static Task<RunningScorer> StartUnreadableAsync(byte[]? file, ScorerOptions? options = null) => StartAsync(file, null, options, null);

    public Task<HttpResponseMessage> ScoreAsync(string body) => ScoreAsync(new StringContent(body));

    public Task<HttpResponseMessage> ScoreAsync(byte[] body) => ScoreAsync(new ByteArrayContent(body));

    public Task<HttpResponseMessage> ScoreAsync(HttpContent body) => PostAsync("model/score", body);

    public Task<HttpResponseMessage> PostAsync(string path, string body) => PostAsync(path, new StringContent(body));

    public Task<HttpResponseMessage> PostAsync(string path, HttpContent body) =>
        Http.PostAsync(new Uri(path, UriKind.Relative), body, TestContext.Current.CancellationToken);

    public Task<HttpResponseMessage> GetAsync(string path) => Http.GetAsync(new Uri(path, UriKind.Relative), TestContext.Current.CancellationToken);

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        await Server.DisposeAsync();
        _folder.Dispose();
    }

    private static async Task<RunningScorer> StartAsync(byte[]? file, byte[]? readable, ScorerOptions? options, AdmissionOptions? admission)
    {
        var folder = new TemporaryFolder();
        string path = folder.File("model.pipeline");
        if (file is not null) await File.WriteAllBytesAsync(path, file, TestContext.Current.CancellationToken);
        options = (options ?? new ScorerOptions()) with { Pipeline = path, Port = 0 };
        WebApplication server = ScorerServer.Build(options, Readiness.Prove(path), admission);
        await server.StartAsync(TestContext.Current.CancellationToken);
        return new RunningScorer(server, options, folder, readable);
    }
}
