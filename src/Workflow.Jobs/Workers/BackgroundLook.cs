namespace Workflow.Jobs.Workers;

/// <summary>Looks at something now and then, one look at a time, without keeping the caller waiting.</summary>
/// <param name="lookAsync">Looks.</param>
/// <param name="interval">Least time between the beginnings of two looks.</param>
/// <param name="time">The clock.</param>
internal sealed class BackgroundLook(Func<CancellationToken, Task> lookAsync, TimeSpan interval, TimeProvider time)
{
    private Task _looking = Task.CompletedTask;
    private long? _looked;

    /// <summary>Begins a look if it is time to.</summary>
    public void Begin(CancellationToken cancellationToken)
    {
        if (!_looking.IsCompleted || (_looked is { } looked && time.GetElapsedTime(looked) < interval)) return;
        _looked = time.GetTimestamp();
        _looking = Task.Run(() => lookAsync(cancellationToken), CancellationToken.None);
    }

    /// <summary>Makes it time to.</summary>
    public void Hurry() => _looked = null;

    /// <summary>Waits for what it has begun.</summary>
    public Task EndAsync() => _looking;
}
