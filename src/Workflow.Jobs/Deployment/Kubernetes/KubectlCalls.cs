using System.Globalization;
using System.Text;
using Polly;
using Polly.Retry;
using Workflow.Jobs.Processes;

namespace Workflow.Jobs.Deployment.Kubernetes;

/// <summary>Runs kubectl, each call within its time and its limits, and says in one way what goes wrong. Being cancelled kills it.</summary>
internal sealed class KubectlCalls
{
    private const int OutputLimit = 64 * 1024 * 1024;
    private const int ErrorLimit = 16 * 1024;
    private static readonly TimeSpan KillGrace = TimeSpan.FromSeconds(1);
    private readonly KubernetesCluster _cluster;
    private readonly KubernetesOptions _options;
    private readonly TimeProvider _time;
    private readonly ResiliencePipeline _retries;

    /// <summary>Creates the calls.</summary>
    public KubectlCalls(KubernetesCluster cluster, KubernetesOptions options, TimeProvider time)
    {
        (_cluster, _options, _time) = (cluster, options, time);
        _retries = new ResiliencePipelineBuilder { TimeProvider = time }
            .AddRetry(new RetryStrategyOptions
            {
                ShouldHandle = new PredicateBuilder().Handle<KubernetesException>(failed => failed.IsRetryable),
                MaxRetryAttempts = Math.Max(1, options.Retries),
                BackoffType = DelayBackoffType.Exponential,
                Delay = options.RetryDelay,
            })
            .Build();
    }

    /// <summary>Makes a call that does no harm where it is made twice, again where it failed for the moment.</summary>
    /// <returns>What kubectl wrote.</returns>
    /// <exception cref="KubernetesException">It failed every time, or for good.</exception>
    public Task<string> RunAsync(IReadOnlyList<string> arguments, CancellationToken cancellationToken) => RunAsync(arguments, null, cancellationToken);

    /// <summary>As the other, with something to read.</summary>
    /// <param name="arguments">What kubectl is told, without the cluster.</param>
    /// <param name="input">What it reads; null for nothing.</param>
    /// <param name="cancellationToken">Kills it.</param>
    /// <exception cref="KubernetesException">It failed every time, or for good.</exception>
    public async Task<string> RunAsync(IReadOnlyList<string> arguments, KubectlInput? input, CancellationToken cancellationToken) =>
        await _retries.ExecuteAsync(async token => await OnceAsync(arguments, _options.CallTimeout, input, token).ConfigureAwait(false), cancellationToken).ConfigureAwait(false);

    /// <summary>Makes a call once.</summary>
    /// <param name="arguments">What kubectl is told, without the cluster.</param>
    /// <param name="limit">How long it may take.</param>
    /// <param name="cancellationToken">Kills it.</param>
    /// <exception cref="KubernetesException">It failed.</exception>
    public Task<string> OnceAsync(IReadOnlyList<string> arguments, TimeSpan limit, CancellationToken cancellationToken) => OnceAsync(arguments, limit, null, cancellationToken);

    private async Task<string> OnceAsync(IReadOnlyList<string> arguments, TimeSpan limit, KubectlInput? input, CancellationToken cancellationToken)
    {
        if (_cluster.KubeConfig is { } file && !File.Exists(file)) throw new KubernetesException(KubectlErrors.NoKubeConfig(file));
        using var late = new CancellationTokenSource(limit, _time);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(late.Token, cancellationToken);
        var error = new StringBuilder();
        try
        {
            return (await ChildProcess.RunAsync(ProgramOf(arguments, error) with { Input = input?.Bytes, EndsInput = true }, stop.Token).ConfigureAwait(false)).Output;
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new KubernetesException(KubectlErrors.Silent(_cluster, limit));
        }
        catch (ChildProcessException failed)
        {
            // Without the call's own text: it repeats arguments, and what kubectl says is told in words of ours.
            throw new KubernetesException(KubectlErrors.Of(input?.Redact(TextOf(error)) ?? TextOf(error), failed, _cluster));
        }
    }

    private ChildProgram ProgramOf(IReadOnlyList<string> arguments, StringBuilder error) =>
        new(_options.Program, [.. arguments, .. ClusterArguments()], Path.GetTempPath(), KubectlEnvironment.Create(_cluster.KubeConfig is null))
        {
            Title = $"kubectl {arguments[0]}",
            SpeaksToPrograms = true,
            OutputLimit = OutputLimit,
            LongestLine = OutputLimit,
            Grace = KillGrace,
            Time = _time,
            OnLine = (origin, line) =>
            {
                if (origin == LineOrigin.Error) Keep(error, line);
            },
        };

    private IEnumerable<string> ClusterArguments()
    {
        string seconds = Math.Max(1, (long)_options.CallTimeout.TotalSeconds).ToString(CultureInfo.InvariantCulture);
        yield return $"--request-timeout={seconds}s";
        if (_cluster.KubeConfig is { } file) yield return $"--kubeconfig={file}";
        if (_cluster.Context is { } context) yield return $"--context={context}";
        if (_options.CacheDirectory is { } cache) yield return $"--cache-dir={cache}";
    }

    private static void Keep(StringBuilder error, string line)
    {
        lock (error)
        {
            if (error.Length < ErrorLimit) error.Append(line.AsSpan(0, Math.Min(line.Length, ErrorLimit))).Append('\n');
        }
    }

    private static string TextOf(StringBuilder error)
    {
        lock (error) return error.ToString();
    }
}
