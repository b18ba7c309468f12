using Workflow.Jobs.Notifications;

namespace Workflow.Api.Contracts;

/// <summary>An attempt to send a notification.</summary>
/// <param name="Attempt">Its number, from 1.</param>
/// <param name="At">When it began.</param>
/// <param name="Seconds">How long it took.</param>
/// <param name="Status">Status of the answer; absent where there was none.</param>
/// <param name="Error">What went wrong; absent where the receiver took it.</param>
/// <param name="Answer">Beginning of the answer's body.</param>
public sealed record DeliveryContract(long Attempt, DateTimeOffset At, double Seconds, int? Status, string? Error, string? Answer)
{
    /// <summary>The contract of an attempt.</summary>
    public static DeliveryContract Of(DeliveryRecord delivery) => new(
        delivery.Attempt, delivery.Result.At, delivery.Result.Duration.TotalSeconds, delivery.Result.Status, delivery.Result.Error, delivery.Result.Answer);
}
