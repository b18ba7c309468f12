using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Workflow.Scorer.Admission;
using Workflow.Scorer.Health;
using Workflow.Scoring;
using Workflow.Scoring.Format;
using Workflow.Testing.Files;
using Workflow.Testing.Scoring;

namespace Workflow.Scorer.Tests.Fuzz;

/// <summary>Everything behind the sockets of a scorer, with gRPC, in this thread: three classes, columns and envelope as those of <see cref="SamplePipelines.Enveloped"/>.</summary>
public sealed class FuzzScorer : IAsyncLifetime
{
    /// <summary>The largest body that it reads as a whole.</summary>
    public const int MostBytes = 1 << 20;

    private readonly TemporaryFolder _folder = new();
    private WebApplication _server = null!;
    private RequestDelegate _handle = null!;

    internal ScoringPipeline Pipeline { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        byte[] file = SamplePipelines.Enveloped().ToZip().ToBytes();
        string path = _folder.File("model.pipeline");
        await File.WriteAllBytesAsync(path, file, TestContext.Current.CancellationToken);
        Pipeline = new ScoringPipeline(PipelineFileReader.Read(file));

        // There is room for one body of the largest size at a time: one whose room is not given back is the last.
        var admission = new AdmissionOptions { BudgetBytes = MostBytes * 3 / 2, Patience = TimeSpan.Zero };
        _server = ScorerServer.Build(new ScorerOptions { Pipeline = path, Port = 0, GrpcPort = 0, MaximumRequestBytes = MostBytes, MostConcurrent = 1, MostQueued = 0 }, Readiness.Prove(path), admission);
        _handle = ((IApplicationBuilder)_server).Build();
    }

    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync();
        _folder.Dispose();
    }

    /// <summary>Answers a request.</summary>
    internal FuzzAnswer Answer(FuzzRequest request)
    {
        using var response = new InMemoryResponse();
        HttpContext context = Context(request, response);
        bool isBroken = false;
        long before = GC.GetAllocatedBytesForCurrentThread();
        try
        {
            OneThread.Run(async () =>
            {
                await _handle(context);
                await context.Response.CompleteAsync();
            });
            response.End();
        }
        catch (Exception) when (response.HasStarted)
        {
            isBroken = true;
        }

        long allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        return new FuzzAnswer(response.StatusCode, response.Headers, response.Trailers, response.ToArray(), isBroken, allocated);
    }

    private static DefaultHttpContext Context(FuzzRequest request, InMemoryResponse response)
    {
        var context = new DefaultHttpContext();
        context.Features.Set<IHttpResponseFeature>(response);
        context.Features.Set<IHttpResponseTrailersFeature>(response);
        context.Features.Set<IHttpMaxRequestBodySizeFeature>(response);
        context.Features.Set<IHttpResponseBodyFeature>(new StreamResponseBodyFeature(response));
        context.Request.Method = request.Method;
        context.Request.Scheme = "http";
        context.Request.Protocol = request.IsHttp2 ? HttpProtocol.Http2 : HttpProtocol.Http11;
        context.Request.Path = new PathString(request.Path);
        context.Request.QueryString = new QueryString(request.Query);
        context.Request.Body = new MemoryStream(request.Body, writable: false);
        foreach ((string name, string value) in request.Headers) context.Request.Headers.Append(name, value);
        if (request.HasLength) context.Request.ContentLength = request.Body.Length;
        return context;
    }
}
