using System.Diagnostics;
using System.Globalization;
using Workflow.Bench.Measuring;
using Workflow.Jobs.Deployment.Local;
using Workflow.Jobs.Engine;
using Workflow.Jobs.Home;

namespace Workflow.Bench.Serving;

/// <summary>The servers that are measured, each as it would be deployed.</summary>
internal sealed class Servers
{
    /// <summary>Workers of gunicorn, each with as many threads: connections stay open, both cores are used.</summary>
    public const int Workers = 2, Threads = 4;

    private readonly string _root;
    private readonly string _scorer;
    private readonly string _bare;

    private Servers(string root, EngineLayer engine, string scorer, string bare)
    {
        _root = root;
        Engine = engine;
        _scorer = scorer;
        _bare = bare;
    }

    /// <summary>The scorer's layer of an image.</summary>
    public EngineLayer Engine { get; }

    /// <summary>Publishes the scorer as images have it, and the bare server with the same settings. What was published of the same sources is taken.</summary>
    public static async Task<Servers> PublishAsync(string root, CancellationToken cancellationToken)
    {
        var publisher = new ScorerPublisher(new WorkflowHome(Path.Combine(root, ".artifacts", "bench-engine")), root);
        EngineLayer engine = await publisher.EnsureAsync(null, cancellationToken);
        string output = Path.Combine(root, ".artifacts", "bench-engine", "bare-kestrel");
        string project = Path.Combine(root, "bench", "Workflow.Bench.BareKestrel", "Workflow.Bench.BareKestrel.csproj");
        string[] command = ["dotnet", "publish", project, "--configuration", "Release", "--output", output, "-p:Engine=true", "-nologo", "-verbosity:quiet"];
        await MeasuredProcess.RunAsync(command, null, cancellationToken);
        return new Servers(root, engine, publisher.ScorerPath(engine.SourceHash), Path.Combine(output, "bare-kestrel"));
    }

    /// <summary>The scorer with its default options.</summary>
    public Task<ServedProcess> StartScorerAsync(string pipeline, CancellationToken cancellationToken)
    {
        int port = LoopbackPorts.Choose(new HashSet<int>());
        return ServedProcess.StartAsync(new ProcessStartInfo(_scorer, ["--pipeline", pipeline, "--port", Text(port)]), port, "/health/ready", cancellationToken);
    }

    /// <summary>Kestrel with nothing behind it.</summary>
    /// <param name="answerBytes">Length of its answers.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    public Task<ServedProcess> StartBareAsync(int answerBytes, CancellationToken cancellationToken)
    {
        int port = LoopbackPorts.Choose(new HashSet<int>());
        return ServedProcess.StartAsync(new ProcessStartInfo(_bare, [Text(port), Text(answerBytes)]), port, "/", cancellationToken);
    }

    /// <summary>bench/peers/serve.py.</summary>
    /// <param name="booster">XGBoost's file.</param>
    /// <param name="columns">Its columns.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    public Task<ServedProcess> StartFlaskAsync(string booster, IEnumerable<string> columns, CancellationToken cancellationToken)
    {
        int port = LoopbackPorts.Choose(new HashSet<int>());
        string[] arguments =
        [
            "--workers", Text(Workers), "--worker-class", "gthread", "--threads", Text(Threads), "--keep-alive", "75", "--bind", $"127.0.0.1:{Text(port)}",
            "--chdir", Path.Combine(_root, "bench", "peers"), "serve:app",
        ];
        var info = new ProcessStartInfo("/usr/bin/gunicorn", arguments);
        info.Environment["MODEL"] = booster;
        info.Environment["COLUMNS"] = string.Join(',', columns);
        info.Environment["OMP_NUM_THREADS"] = "1";
        info.Environment["PYTHONDONTWRITEBYTECODE"] = "1";
        return ServedProcess.StartAsync(info, port, "/health", cancellationToken);
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
