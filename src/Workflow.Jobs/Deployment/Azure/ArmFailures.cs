using System.Globalization;
using System.Text.Json;
using Azure;

namespace Workflow.Jobs.Deployment.Azure;

/// <summary>Reads what went wrong from the SDK's exceptions and from answers. Headers and whole bodies stay out of it: messages are for people.</summary>
internal static class ArmFailures
{
    private static readonly TimeSpan LongestWait = TimeSpan.FromMinutes(5);

    /// <summary>What a failed request means; null for a failure of another kind.</summary>
    public static ArmFailure? Of(Exception failure, TimeProvider time) => failure switch
    {
        RequestFailedException { Status: > 0 } refused => Of(refused, time),
        AggregateException several => several.InnerExceptions.Select(one => Of(one, time)).LastOrDefault(one => one is not null),
        OperationCanceledException => Lost("no answer came in time"),
        RequestFailedException or HttpRequestException or IOException => Lost((failure.InnerException ?? failure).Message),
        _ => null,
    };

    /// <summary>What a refusal says.</summary>
    public static ArmFailure Of(Response answer, TimeProvider time)
    {
        (string code, string message) = Words(answer);
        if (message.Length == 0) message = string.Create(CultureInfo.InvariantCulture, $"the Resource Manager answered {answer.Status} {answer.ReasonPhrase}").TrimEnd();
        return new ArmFailure(answer.Status, code, message, RetryAfter(answer, time));
    }

    /// <summary>The error that a document tells under the key <c>error</c>; empty texts where it tells none.</summary>
    public static (string Code, string Message) Words(JsonElement document) =>
        document.ValueKind == JsonValueKind.Object && document.TryGetProperty("error", out JsonElement error) && error.ValueKind == JsonValueKind.Object
            ? (Text(error, "code"), Text(error, "message"))
            : (string.Empty, string.Empty);

    private static ArmFailure Of(RequestFailedException refused, TimeProvider time) => refused.GetRawResponse() is { } answer
        ? Of(answer, time)
        : new ArmFailure(refused.Status, refused.ErrorCode ?? string.Empty, refused.Message.Split('\n')[0].Trim(), null);

    private static ArmFailure Lost(string how) => new(0, string.Empty, $"the connection was lost: {how}", null);

    private static (string Code, string Message) Words(Response answer)
    {
        if (answer.ContentStream is not { CanSeek: true }) return (string.Empty, string.Empty);
        try
        {
            using JsonDocument document = JsonDocument.Parse(answer.Content);
            return Words(document.RootElement);
        }
        catch (JsonException)
        {
            // A page of some proxy's: the status says enough.
            return (string.Empty, string.Empty);
        }
    }

    private static string Text(JsonElement error, string name) =>
        error.TryGetProperty(name, out JsonElement value) && value.ValueKind == JsonValueKind.String ? value.GetString()! : string.Empty;

    private static TimeSpan? RetryAfter(Response answer, TimeProvider time)
    {
        if (!answer.Headers.TryGetValue("Retry-After", out string? text)) return null;
        TimeSpan? wait = int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int seconds) ? TimeSpan.FromSeconds(seconds)
            : DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out DateTimeOffset at) ? at - time.GetUtcNow()
            : null;
        return wait is { } some ? TimeSpan.FromTicks(Math.Clamp(some.Ticks, 0, LongestWait.Ticks)) : null;
    }
}
