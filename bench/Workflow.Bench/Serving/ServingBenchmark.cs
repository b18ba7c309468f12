using System.Globalization;
using Workflow.Bench.Scoring;
using Workflow.Bench.Targets;

namespace Workflow.Bench.Serving;

/// <summary>The scorer over HTTP beside a floor and a peer, as separate processes on this machine.</summary>
/// <param name="root">The checkout.</param>
/// <param name="seconds">How long each measurement of a round takes.</param>
internal sealed class ServingBenchmark(string root, int seconds) : IBenchmark
{
    private const int Rounds = 5;

    /// <inheritdoc/>
    public async Task<string> RunAsync(CancellationToken cancellationToken)
    {
        string folder = Directory.CreateTempSubdirectory("workflow-bench-").FullName;
        try
        {
            Servers servers = await Servers.PublishAsync(root, cancellationToken);
            BenchModel model = BenchModel.Train(HydraulicTarget.Read(root, "stable_y").Dataset);
            string floor = await new FloorComparison(root, servers, model, folder, Rounds, seconds).RunAsync(cancellationToken);
            string batch = await new BatchCost(root, servers, model, folder, Rounds, seconds).RunAsync(cancellationToken);
            Console.Error.WriteLine(batch);
            string flask = await new FlaskComparison(root, servers, model, folder, Rounds, seconds).RunAsync(cancellationToken);
            return string.Create(CultureInfo.InvariantCulture, $"""
                ## Serving

                `POST /model/score` over HTTP on connections that stay open, by wrk with one thread on the same machine; a model of {model.TreeCount} trees of depth 6 on the {model.Width} columns
                of the hydraulic data. The scorer is the publish that images have, with its default options; bare Kestrel is built with the same settings,
                reads the body to its end and answers as many bytes, always the same. {Rounds} rounds in turn of {seconds} s each after one to warm up; medians, with smallest and largest
                in parentheses; ratios are those of a round. Answers were compared before.

                ### One row a request

                {floor}

                ### Many rows a request

                {batch}

                ### What people run today

                {flask}
                """);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
