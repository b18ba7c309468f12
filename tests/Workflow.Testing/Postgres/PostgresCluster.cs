using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Npgsql;
using Workflow.Testing.Requirements;

namespace Workflow.Testing.Postgres;

/// <summary>
/// A private PostgreSQL cluster: made in a temporary folder, on a port of its own, stopped and removed at the end. PostgreSQL refuses to run
/// as root, so root runs it as the user <c>postgres</c> or <c>nobody</c>.
/// </summary>
public sealed class PostgresCluster : IAsyncDisposable
{
    private readonly string _bin;
    private readonly string _folder;
    private readonly string[] _asUser;
    private readonly bool _isDurable;
    private int _databases;

    private PostgresCluster(string bin, string folder, string[] asUser, int port, bool isDurable)
    {
        _bin = bin;
        _folder = folder;
        _asUser = asUser;
        Port = port;
        _isDurable = isDurable;
    }

    /// <summary>Port on 127.0.0.1.</summary>
    public int Port { get; }

    /// <summary>Starts a cluster; ends the test where PostgreSQL is not installed.</summary>
    /// <param name="cancellationToken">Cancels the start.</param>
    /// <param name="isDurable">Whether commits are written through to the disk: tests need not wait for that.</param>
    public static async Task<PostgresCluster> StartAsync(CancellationToken cancellationToken, bool isDurable = false)
    {
        string? bin = Directory.Exists("/usr/lib/postgresql")
            ? Directory.EnumerateDirectories("/usr/lib/postgresql").OrderDescending(StringComparer.Ordinal).Select(d => Path.Combine(d, "bin")).FirstOrDefault(Directory.Exists)
            : null;
        Require.That(bin is not null, "PostgreSQL (apt-get install postgresql)");
        string folder = Directory.CreateTempSubdirectory("workflow-test-pg-").FullName;
        string[] asUser = Environment.UserName == "root" ? ["setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups", "--"] : [];
        if (asUser.Length > 0) await RunAsync(["chown", "postgres:postgres", folder], cancellationToken);
        var cluster = new PostgresCluster(bin, folder, asUser, FreePort(), isDurable);
        await cluster.RunAsUserAsync(["initdb", "-D", cluster.Data, "-U", "workflow", "-A", "trust", "--no-sync", "-E", "UTF8", "--locale=C"], cancellationToken);
        await cluster.StartServerAsync(cancellationToken);
        return cluster;
    }

    private string Data => Path.Combine(_folder, "data");

    /// <summary>A new, empty database.</summary>
    /// <returns>Its connection string.</returns>
    public async Task<string> CreateDatabaseAsync(CancellationToken cancellationToken)
    {
        string name = string.Create(CultureInfo.InvariantCulture, $"test_{Interlocked.Increment(ref _databases)}");
        await using var connection = new NpgsqlConnection(Address("postgres"));
        await connection.OpenAsync(cancellationToken);
        await using var command = new NpgsqlCommand($"CREATE DATABASE {name}", connection);
        await command.ExecuteNonQueryAsync(cancellationToken);
        return Address(name);
    }

    /// <summary>Starts the server.</summary>
    public Task StartServerAsync(CancellationToken cancellationToken) => RunAsUserAsync(
        ["pg_ctl", "-D", Data, "-w", "-l", Path.Combine(_folder, "log"), "-o", $"-p {Port} -c listen_addresses=127.0.0.1 -c unix_socket_directories={_folder} -c fsync={(_isDurable ? "on" : "off")}", "start"],
        cancellationToken);

    /// <summary>Stops the server: <c>fast</c> asks, <c>immediate</c> kills.</summary>
    public Task StopServerAsync(string mode, CancellationToken cancellationToken) =>
        RunAsUserAsync(["pg_ctl", "-D", Data, "-w", "-m", mode, "stop"], cancellationToken);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await StopServerAsync("immediate", CancellationToken.None);
        Directory.Delete(_folder, recursive: true);
    }

    private string Address(string database) => $"Host=127.0.0.1;Port={Port};Username=workflow;Database={database}";

    private Task RunAsUserAsync(string[] command, CancellationToken cancellationToken) =>
        RunAsync([.. _asUser, Path.Combine(_bin, command[0]), .. command[1..]], cancellationToken);

    // pg_ctl hands its output on to the server that it starts, so nobody may wait for the end of that output.
    private static async Task RunAsync(string[] command, CancellationToken cancellationToken)
    {
        using var process = new Process
        {
            StartInfo = new ProcessStartInfo("sh", ["-c", "exec \"$@\" >/dev/null 2>&1 </dev/null", "sh", .. command]) { UseShellExecute = false, WorkingDirectory = "/" },
        };
        process.Start();
        await process.WaitForExitAsync(cancellationToken);
        if (process.ExitCode != 0) throw new InvalidOperationException($"{string.Join(' ', command)} ended with exit code {process.ExitCode}");
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
