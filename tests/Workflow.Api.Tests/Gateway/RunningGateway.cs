using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Workflow.Api.Gateway;
using Workflow.Api.Gateway.Traffic;
using Workflow.Api.Tests.TestData;
using Workflow.Testing.Http;

namespace Workflow.Api.Tests.Gateway;

/// <summary>A gateway on a free port with routes that a test sets.</summary>
internal sealed class RunningGateway : IAsyncDisposable
{
    private readonly LoggerFactory _loggers = new();
    private readonly TargetClients _clients;
    private LoopbackServer _server = null!;

    private RunningGateway(GatewayOptions options, TimeProvider time)
    {
        _loggers.AddProvider(Log);
        _clients = new TargetClients(options);
        Breakers = new TargetBreakers(Routes, options, time, NullLogger<TargetBreakers>.Instance);
        Statistics = new ArmStatistics(time);
        Copies = new CopiedRequests(_clients, Statistics, Differing, time);
        var forwarder = new EndpointForwarder(Routes, _clients, Breakers, Statistics, Copies, options, time, _loggers.CreateLogger<EndpointForwarder>());
        Middleware = new GatewayMiddleware(NotHereAsync, Routes, forwarder, options);
    }

    public RouteTable Routes { get; } = new();

    public TargetBreakers Breakers { get; }

    /// <summary>What is counted of two versions.</summary>
    public ArmStatistics Statistics { get; }

    /// <summary>Answers of two versions that differ.</summary>
    public DifferingAnswers Differing { get; } = new();

    /// <summary>Sends copies, once it is started.</summary>
    public CopiedRequests Copies { get; }

    public CapturedLog Log { get; } = new();

    /// <summary>The gateway's own address.</summary>
    public Uri Address => _server.Url;

    /// <summary>A client whose relative addresses are those of the endpoint <c>x</c>.</summary>
    public HttpClient Client { get; private set; } = null!;

    private GatewayMiddleware Middleware { get; }

    public static async Task<RunningGateway> StartAsync(GatewayOptions? options = null, TimeProvider? time = null)
    {
        var gateway = new RunningGateway(options ?? new GatewayOptions(), time ?? TimeProvider.System);
        gateway._server = await LoopbackServer.StartAsync(gateway.Middleware.InvokeAsync);
        gateway.Client = new HttpClient(new SocketsHttpHandler { UseProxy = false, UseCookies = false }) { BaseAddress = new Uri(gateway.Address, "/endpoints/default/x/") };
        return gateway;
    }

    /// <summary>An address of this machine at which nobody listens.</summary>
    public static Uri Nobody()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return new Uri($"http://{listener.LocalEndpoint}");
    }

    public Task<RawConnection> OpenAsync() => RawConnection.OpenAsync(Address);

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await Copies.StopAsync(CancellationToken.None);
        Copies.Dispose();
        await _server.DisposeAsync();
        _clients.Dispose();
        _loggers.Dispose();
    }

    private static Task NotHereAsync(HttpContext context)
    {
        context.Response.StatusCode = StatusCodes.Status418ImATeapot;
        return Task.CompletedTask;
    }
}
