using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Workflow.Api.Endpoints;
using Workflow.Jobs.Home;

namespace Workflow.Api.Predictions;

/// <summary>
/// Listens on the socket of a home, a server of its own beside that of the process: whoever reaches the socket (containers see its folder) can send predictions, and
/// nothing else. One process of a home listens at a time.
/// </summary>
internal sealed class PredictionListener : IAsyncDisposable
{
    private const UnixFileMode ForEveryone =
        UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.GroupWrite | UnixFileMode.OtherRead | UnixFileMode.OtherWrite;

    private const int WouldBlock = 11;
    private static readonly TimeSpan DrainTimeout = TimeSpan.FromSeconds(5);
    private readonly FileStream _turn;
    private readonly WebApplication _server;
    private readonly string _socket;

    private PredictionListener(FileStream turn, WebApplication server, string socket) => (_turn, _server, _socket) = (turn, server, socket);

    /// <summary>Begins to listen; null where another process of the home does.</summary>
    /// <exception cref="IOException">The socket cannot be made; or another exception of files and sockets.</exception>
    public static async Task<PredictionListener?> TryListenAsync(WorkflowHome home, PredictionReception reception, ILoggerFactory logs, CancellationToken cancellationToken)
    {
        if (TryTakeTurn(home) is not { } turn) return null;
        WebApplication? server = null;
        try
        {
            home.MakePredictions();

            // What a server that was killed has left: with the turn, nobody listens there.
            File.Delete(home.PredictionSocket);
            server = Build(home.PredictionSocket, reception, logs);
            await server.StartAsync(cancellationToken).ConfigureAwait(false);

            // Scorers in containers are other users than this one; each shows its key.
            if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(home.PredictionSocket, ForEveryone);
            return new PredictionListener(turn, server, home.PredictionSocket);
        }
        catch
        {
            if (server is not null) await server.DisposeAsync().ConfigureAwait(false);
            await turn.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _server.StopAsync(CancellationToken.None).ConfigureAwait(false);
        await _server.DisposeAsync().ConfigureAwait(false);
        File.Delete(_socket);
        await _turn.DisposeAsync().ConfigureAwait(false);
    }

    private static FileStream? TryTakeTurn(WorkflowHome home)
    {
        try
        {
            return new FileStream(home.PredictionLock, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException held) when ((held.HResult & 0xFFFF) == WouldBlock)
        {
            return null;
        }
    }

    private static WebApplication Build(string socket, PredictionReception reception, ILoggerFactory logs)
    {
        WebApplicationBuilder builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.ListenUnixSocket(socket);
        });
        builder.Services.AddSingleton(logs);
        builder.Services.AddSingleton<IHostLifetime, NoLifetime>();
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = DrainTimeout);
        WebApplication server = builder.Build();
        server.UseMiddleware<ProblemMiddleware>();
        ((IApplicationBuilder)server).Run(context => PredictionReception.IsMeant(context.Request) ? reception.HandleAsync(context) : RefuseAsync(context));
        return server;
    }

    private static Task RefuseAsync(HttpContext context) => Problems.WriteAsync(
        context, StatusCodes.Status404NotFound, "no-such-address", $"{context.Request.Method} {context.Request.Path} is nothing here: this socket takes POST {PredictionReception.Address} alone");

    // Signals are the process's own matter.
    private sealed class NoLifetime : IHostLifetime
    {
        public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
