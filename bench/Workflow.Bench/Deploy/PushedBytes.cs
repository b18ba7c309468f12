using System.Text.Json;
using Workflow.Bench.Deploying;
using Workflow.Testing.Registry;

namespace Workflow.Bench.Deploy;

/// <summary>What a push sends to a registry.</summary>
/// <param name="What">Which push.</param>
/// <param name="Blobs">Bytes of layers, configurations and statements, as the command tells.</param>
/// <param name="Wire">Bytes of everything that went to the registry, counted on the way.</param>
/// <param name="Seconds">How long the command took.</param>
internal sealed record PushedBytes(string What, long Blobs, long Wire, double Seconds)
{
    /// <summary>Pushes two versions of a model and the second once more, to an empty Docker Registry.</summary>
    public static async Task<IReadOnlyList<PushedBytes>> MeasureAsync(BenchHome home, CancellationToken cancellationToken)
    {
        await using DockerRegistry registry = await DockerRegistry.StartAsync(cancellationToken);
        await using var counter = new CuttingProxy(registry.Url);
        return
        [
            await PushAsync(home, 1, "the first version", counter, cancellationToken),
            await PushAsync(home, 2, "a second version of the model", counter, cancellationToken),
            await PushAsync(home, 2, "the same again", counter, cancellationToken),
        ];
    }

    private static async Task<PushedBytes> PushAsync(BenchHome home, int version, string what, CuttingProxy counter, CancellationToken cancellationToken)
    {
        long before = counter.BytesUp;
        long started = TimeProvider.System.GetTimestamp();
        JsonElement pushed = await home.ReadAsync(cancellationToken, "image", "push", $"{BenchHome.Pipeline}@{version}", $"{counter.Url.Authority}/models/bench");
        double seconds = TimeProvider.System.GetElapsedTime(started).TotalSeconds;
        (long blobs, long wire) = (pushed.GetProperty("bytesSent").GetInt64(), counter.BytesUp - before);
        return wire >= blobs ? new PushedBytes(what, blobs, wire, seconds) : throw new InvalidOperationException($"{what}: {blobs} bytes are said to be sent, {wire} went over the wire");
    }
}
