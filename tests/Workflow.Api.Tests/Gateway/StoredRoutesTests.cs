using Dapper;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Workflow.Api.Gateway;
using Workflow.Jobs.Deployment;
using Workflow.Jobs.Hosting;
using Workflow.Jobs.Json;
using Workflow.Jobs.Storage;
using Workflow.Testing.Files;
using Workflow.Testing.Time;

namespace Workflow.Api.Tests.Gateway;

public sealed class StoredRoutesTests : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);
    private static readonly GatewayOptions Options = new();
    private readonly TemporaryFolder _folder = new();
    private readonly ManualTimeProvider _time = new();
    private readonly ServiceProvider _services;
    private readonly StoredRoutes _routes;

    public StoredRoutesTests()
    {
        _services = new ServiceCollection().AddLogging().AddWorkflowJobs(new JobsOptions { HomePath = _folder.Path }).BuildServiceProvider();
        _routes = new StoredRoutes(_services.GetRequiredService<EndpointStore>(), Options, _time, NullLogger<StoredRoutes>.Instance);
    }

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask DisposeAsync()
    {
        await _services.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    public async Task Read_TablesAreNotThereYet_RoutesStayUnknownAndComeLater()
    {
        await _routes.ReadAsync(Cancel);
        Assert.False(_routes.Current.IsKnown);
        await PrepareAsync();
        await _routes.ReadAsync(Cancel);
        Assert.True(_routes.Current.IsKnown);
        Assert.Empty(_routes.Current.Routes);
    }

    [Fact]
    public async Task Read_DeployedAndStopped_HaveTheirTargets()
    {
        await PrepareAsync();
        await StoreAsync("a-dev", 9100);
        await StoreAsync("b-dev", null);
        await _routes.ReadAsync(Cancel);
        RouteTarget target = _routes.Current.Find("default", "a-dev")!.Choose(null)!;
        Assert.Equal(new RouteTarget(new Uri("http://127.0.0.1:9100"), 100, "a@0"), target);
        Assert.Null(_routes.Current.Find("default", "b-dev")!.Choose(null));
        Assert.Null(_routes.Current.Find("other", "a-dev"));
    }

    [Fact]
    public async Task Read_NothingHasChanged_IsTheSameSnapshot()
    {
        await PrepareAsync();
        await StoreAsync("a-dev", 9100);
        await _routes.ReadAsync(Cancel);
        RouteSnapshot first = _routes.Current;
        await _routes.ReadAsync(Cancel);
        Assert.Same(first, _routes.Current);
    }

    [Fact]
    public async Task Read_DatabaseIsAway_LastRoutesStay()
    {
        await PrepareAsync();
        await StoreAsync("a-dev", 9100);
        await _routes.ReadAsync(Cancel);
        await ExecuteAsync("ALTER TABLE endpoint RENAME TO away", new { });
        await _routes.ReadAsync(Cancel);
        Assert.NotNull(_routes.Current.Find("default", "a-dev"));
        await ExecuteAsync("ALTER TABLE away RENAME TO endpoint", new { });
        await StoreAsync("c-dev", 9101);
        await _routes.ReadAsync(Cancel);
        Assert.NotNull(_routes.Current.Find("default", "c-dev"));
    }

    [Fact]
    public async Task Run_IntervalPassesOrSomebodyAsks_ReadsAnew()
    {
        await PrepareAsync();
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        Task running = _routes.RunAsync(stop.Token);
        await _time.WhenTimerAsync(Options.RefreshInterval).WaitAsync(Patience, Cancel);
        await StoreAsync("a-dev", 9100);
        Assert.Null(_routes.Current.Find("default", "a-dev"));
        _time.Advance(Options.RefreshInterval);
        await _time.WhenTimerAsync(Options.RefreshInterval).WaitAsync(Patience, Cancel);
        Assert.NotNull(_routes.Current.Find("default", "a-dev"));

        // Without any time passing.
        await StoreAsync("b-dev", 9101);
        await _routes.RefreshAsync(Cancel).WaitAsync(Patience, Cancel);
        Assert.NotNull(_routes.Current.Find("default", "b-dev"));
        await stop.CancelAsync();
        await running.WaitAsync(Patience, Cancel);
    }

    private Task PrepareAsync() => _services.GetRequiredService<Migrator>().MigrateAsync(Cancel);

    private Task StoreAsync(string name, int? port) => ExecuteAsync(
        """
        INSERT INTO endpoint (project, name, pipeline, environment, port, deployment, pipeline_sha256, image_reference, updated_at)
        VALUES ('default', @name, @pipeline, 'dev', 9999, @deployment, 'none', 'workflow/stored:1', 0)
        """,
        new { name, pipeline = name[..1], deployment = port is { } at ? JobsJson.Write(new DeploymentHandle("process", "0", at)) : null });

    private Task ExecuteAsync(string sql, object parameters) => _services.GetRequiredService<IDatabase>().WriteAsync(
        transaction => transaction.Connection!.ExecuteAsync(sql, parameters), Cancel);
}
