using Workflow.Jobs.Json;
using Workflow.Jobs.Runs;
using Workflow.Jobs.Steps;
using Workflow.Training.Errors;
using Workflow.Training.Files;

namespace Workflow.Jobs.Workers;

/// <summary>One attempt at a step: reuse an earlier result, or make it, and put things in order where that fails.</summary>
internal sealed class StepAttempt
{
    private static readonly TimeSpan CleanUpTime = TimeSpan.FromSeconds(30);

    private readonly RunStore _runs;
    private readonly IStepExecutor _executor;
    private readonly IStep _step;
    private readonly StepContext _context;
    private readonly bool _mayReuse;
    private PreparedStep? _prepared;

    /// <summary>Creates an attempt.</summary>
    public StepAttempt(RunStore runs, IStepExecutor executor, IStep step, StepContext context, bool mayReuse)
    {
        _runs = runs;
        _executor = executor;
        _step = step;
        _context = context;
        _mayReuse = mayReuse;
    }

    /// <summary>What the result is looked up by, as a document; null before it is known.</summary>
    public string? Fingerprint { get; private set; }

    /// <summary>Makes the attempt.</summary>
    /// <exception cref="WorkflowException">It failed.</exception>
    public async Task<AttemptEnd> RunAsync(CancellationToken cancellationToken)
    {
        _prepared = await _step.PrepareAsync(_context, cancellationToken).ConfigureAwait(false);
        byte[] fingerprint = FingerprintOf(_prepared);
        Fingerprint = System.Text.Encoding.UTF8.GetString(fingerprint);
        string? key = _prepared.IsCacheable ? Sha256Hex.Of(fingerprint) : null;
        if (_mayReuse && key is not null && await FindReusableAsync(key, _prepared, cancellationToken).ConfigureAwait(false) is { } outputs)
        {
            IReadOnlyList<IStepEffect> effects = _prepared.EffectsOfReuseAsync is { } effectsAsync ? await effectsAsync(outputs, cancellationToken).ConfigureAwait(false) : [];
            return AttemptEnd.Of(new StepCompletion(outputs, key, IsReused: true, "inputs unchanged", effects) { Fingerprint = Fingerprint });
        }

        StepResult result = await _executor.RunAsync(_step, _prepared, _context, cancellationToken).ConfigureAwait(false);
        if (result.Failure is { } failure) return AttemptEnd.Of(new StepFailure(failure.Message) { Evidence = result.Outputs });
        await OutputCheck.RequireAsync(_step, result.Outputs, _context.Artifacts, cancellationToken).ConfigureAwait(false);
        return AttemptEnd.Of(new StepCompletion(result.Outputs, key, IsReused: false, result.Message, result.Effects) { Fingerprint = Fingerprint, TakeBackAsync = result.TakeBackAsync });
    }

    /// <summary>Puts in order what the attempt has left behind.</summary>
    /// <returns>What went wrong with that; null where nothing did.</returns>
    public Task<string?> CleanUpAsync() => CleanUpAsync(_prepared?.CleanUpAsync);

    /// <summary>Puts in order what an attempt has left behind.</summary>
    /// <param name="cleanUpAsync">Does it; null where nothing is left.</param>
    /// <returns>What went wrong with that; null where nothing did.</returns>
    public static async Task<string?> CleanUpAsync(Func<CancellationToken, Task>? cleanUpAsync)
    {
        if (cleanUpAsync is null) return null;
        using var limit = new CancellationTokenSource(CleanUpTime);
        try
        {
            await cleanUpAsync(limit.Token).ConfigureAwait(false);
            return null;
        }
        catch (OperationCanceledException) when (limit.IsCancellationRequested)
        {
            return "its clean-up did not end in time";
        }
        catch (Exception failure)
        {
            // Whatever it is, the attempt's own end is what must be recorded.
            return $"its clean-up failed: {failure.Message}";
        }
    }

    // The name of the step, its code, its parameters and the digests of what it reads: nothing else may decide what it makes.
    private byte[] FingerprintOf(PreparedStep prepared) => JobsJson.WriteUtf8(new
    {
        step = _step.Name,
        code = CodeVersion.Steps,
        parameters = prepared.Parameters,
        inputs = _step.Inputs.ToDictionary(input => $"{input.Step}.{input.Output}", _context.Input, StringComparer.Ordinal),
    });

    private async Task<StepOutputs?> FindReusableAsync(string key, PreparedStep prepared, CancellationToken cancellationToken)
    {
        StepOutputs? cached = await _runs.FindCachedAsync(key, cancellationToken).ConfigureAwait(false);
        if (cached is null) return null;
        foreach (string digest in cached.Artifacts.Values)
        {
            if (!await _context.Artifacts.ContainsAsync(digest, cancellationToken).ConfigureAwait(false)) return null;
        }

        bool stillStands = prepared.StillStandsAsync is null || await prepared.StillStandsAsync(cached, cancellationToken).ConfigureAwait(false);
        return stillStands ? cached : null;
    }
}
