using System.Globalization;
using System.Text.Json.Nodes;
using Workflow.Bench.Deploying;
using Workflow.Bench.Measuring;
using Workflow.Jobs.Deployment.Docker;

namespace Workflow.Bench.Deploy;

/// <summary>Image and container: what a push sends, and how soon a container answers, beside the least that a container can be.</summary>
internal sealed class DeployBenchmark(string root) : IBenchmark
{
    private const int Rounds = 20;
    private const string Platform = "docker";

    /// <inheritdoc/>
    public async Task<string> RunAsync(CancellationToken cancellationToken)
    {
        await using BenchHome home = await BenchHome.CreateAsync(root, versions: 2, cancellationToken);
        IReadOnlyList<PushedBytes> pushes = await PushedBytes.MeasureAsync(home, cancellationToken);
        using HttpClient http = DockerAddress.CreateClient();
        JsonObject deployed = await DeployAsync(home, new DockerClient(http), cancellationToken);
        var images = new EngineImages(http);
        string floor = await FloorImage.CreateAsync(root, images, cancellationToken);
        try
        {
            var start = new ContainerStart(new DockerClient(http), deployed);
            (Sample Scorer, Sample Floor) times = await StartAsync(start, deployed["Image"]!.GetValue<string>(), floor, cancellationToken);
            return Section(pushes, times.Scorer, times.Floor);
        }
        finally
        {
            await images.RemoveAsync(floor);
        }
    }

    // The product itself says with which options scorers run. The image is in the engine afterwards.
    private static async Task<JsonObject> DeployAsync(BenchHome home, DockerClient docker, CancellationToken cancellationToken)
    {
        await home.RunAsync(cancellationToken, home.Deploy(1, Platform));
        string id = (await new HomeScorers(home.Home, docker).ContainersAsync(cancellationToken)).Single();
        JsonObject deployed = await docker.InspectContainerAsync(id, cancellationToken) ?? throw new InvalidOperationException("what was deployed is gone");
        await home.RunAsync(cancellationToken, "delete", BenchHome.EndpointOn(Platform), "--yes");
        return deployed;
    }

    private static async Task<(Sample Scorer, Sample Floor)> StartAsync(ContainerStart start, string scorer, string floor, CancellationToken cancellationToken)
    {
        var (scorers, floors) = (new List<double>(), new List<double>());
        for (int round = 0; round <= Rounds; round++)
        {
            (double ofScorer, double ofFloor) = (await start.MeasureAsync(scorer, cancellationToken), await start.MeasureAsync(floor, cancellationToken));

            // The first is to warm up.
            if (round == 0) continue;
            scorers.Add(ofScorer);
            floors.Add(ofFloor);
        }

        return (new Sample(scorers), new Sample(floors));
    }

    private static string Section(IReadOnlyList<PushedBytes> pushes, Sample scorer, Sample floor)
    {
        var ratio = new Sample([.. scorer.Values.Zip(floor.Values, (a, b) => a / b)]);
        string[] reach = ["at most 15 MB", "at most 1 MB", "no blob"];
        IEnumerable<string> rows = pushes.Zip(reach, (push, goal) => string.Create(
            CultureInfo.InvariantCulture, $"| {push.What} | {push.Blobs:N0} | {push.Wire:N0} | {push.Seconds:F1} s | {goal} |"));
        return string.Create(CultureInfo.InvariantCulture, $"""
            ## Push and start

            `workflow image push` to an empty Docker Registry 2 on this machine; bytes on the wire are counted on the way there, headers and questions included. How
            long a build takes: see [the image](#the-image).

            | pushed | bytes of blobs sent | bytes on the wire | took | to reach |
            |---|---|---|---|---|
            {string.Join('\n', rows)}

            From `docker create` to the first 200, through the Engine API, each container with the options of a deployment (read-only, limits, no capabilities, published on
            127.0.0.1); asked every 5 ms. {Rounds} rounds in turn after one to warm up. The floor is a static C program that answers 200 and does nothing else
            (bench/peers/hello.c), in an image of nothing else; the scorer has scored its golden rows before it answers.

            | | median | 95 % | slowest |
            |---|---|---|---|
            | scorer | {scorer.Median:F0} ms | {scorer.Quantile(0.95):F0} ms | {scorer.Maximum:F0} ms |
            | floor | {floor.Median:F0} ms | {floor.Quantile(0.95):F0} ms | {floor.Maximum:F0} ms |
            | **ratio**, of a round | **{ratio.Median:F2}** ({ratio.Minimum:F2}–{ratio.Maximum:F2}) | | |

            To reach: the scorer within a second, at most twice the floor.
            """);
    }
}
