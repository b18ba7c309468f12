using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Text;
using System.Text.Json;

namespace Workflow.Jobs.Images.Distribution.Protocol;

/// <summary>Says what a failed call of a registry means for the user: what was tried, the registry's own words, whether it may pass, and the next step.</summary>
internal sealed class RegistryFailures(string registry)
{
    private const int LongestWords = 300;
    private const string PerhapsHttps = "It was asked in plain http: if it speaks https, say so (--https, or https: true below registries in pipelines.yaml).";

    /// <summary>Where an address is, without what may be secret in it.</summary>
    public static string Show(Uri address) => address.GetComponents(UriComponents.SchemeAndServer, UriFormat.UriEscaped);

    /// <summary>The code that a registry's answer names first; null where it names none.</summary>
    public static string? CodeOf(ReadOnlySpan<byte> body) => ReadError(body).Code;

    /// <summary>An answer that refuses.</summary>
    /// <param name="call">What was tried.</param>
    /// <param name="response">The answer.</param>
    /// <param name="body">Its body, or the beginning of it.</param>
    public RegistryException Refused(RegistryCall call, HttpResponseMessage response, ReadOnlySpan<byte> body)
    {
        (string? code, string? words) = ReadError(body);
        TimeSpan? wait = WaitOf(response);
        (string kind, string step) = Judge(response.StatusCode, code, wait);

        // What answers so to plain http is no registry, but a server that speaks https alone.
        if (response.StatusCode == HttpStatusCode.BadRequest && code is null && IsPlain(call)) step = PerhapsHttps;
        string said = string.Create(CultureInfo.InvariantCulture, $"{words ?? response.ReasonPhrase ?? "no reason given"} ({(int)response.StatusCode}{(code is null ? string.Empty : $" {code}")})");
        return new RegistryException(Message(call, $"{said}. {step}"), code: kind)
        {
            Registry = registry,
            Repository = call.Repository,
            Status = response.StatusCode,
            RegistryCode = code,
            RetryAfter = wait,
            IsRetryable = MayPass(response.StatusCode),
        };
    }

    /// <summary>A connection that could not be made, or that ended too early.</summary>
    public RegistryException Cut(RegistryCall call, Exception cause) => cause switch
    {
        HttpRequestException { HttpRequestError: HttpRequestError.SecureConnectionError, InnerException: AuthenticationException untrusted } => Fail(
            call,
            $"no secure connection: {Sentence(untrusted.Message)} Name the file of the authority that signed the registry's certificate (--ca), or check the address; --insecure is for one that speaks plain http.",
            RegistryException.Unusable,
            untrusted),
        HttpRequestException { InnerException: SocketException { SocketErrorCode: SocketError.HostNotFound } unknown } =>
            Fail(call, "the host of the address is not known. Check the registry's name.", RegistryException.Unreachable, unknown),
        HttpRequestException { InnerException: SocketException { SocketErrorCode: SocketError.ConnectionRefused } refused } =>
            Fail(call, "nothing listens at this address. Check its host and port, and that the registry runs, then try again.", RegistryException.Unreachable, refused, isRetryable: true),
        HttpRequestException { HttpRequestError: HttpRequestError.InvalidResponse } strange when IsPlain(call) =>
            Fail(call, $"what answers does not speak http. {PerhapsHttps}", RegistryException.Unusable, strange),
        _ => Fail(
            call,
            $"no connection, or it was cut: {Sentence(cause.InnerException?.Message ?? cause.Message)} {(IsPlain(call) ? $"{PerhapsHttps} If not, check" : "Check")} that the registry runs and can be reached, then try again.",
            RegistryException.Unreachable,
            cause,
            isRetryable: true),
    };

    /// <summary>A transfer that ended too early, or went another way than was agreed.</summary>
    public RegistryException Interrupted(RegistryCall call, string why) => Fail(call, $"{why}. Try again.", RegistryException.Unreachable, isRetryable: true);

    /// <summary>A registry that does not answer in time.</summary>
    public RegistryException TooLate(RegistryCall call, Exception cause) =>
        Fail(call, "it does not answer in time. Check that the registry runs and can be reached, then try again.", RegistryException.Unreachable, cause, isRetryable: true);

    /// <summary>Something that came and is not what was asked for.</summary>
    public RegistryException Damaged(RegistryCall call, string why, Exception? cause = null) => Fail(
        call, $"{why}. Nothing of it was kept: the registry, or something between here and there, is at fault. Ask who runs it.", RegistryException.Damaged, cause);

    /// <summary>A registry that cannot be used as it is set up.</summary>
    public RegistryException Unusable(RegistryCall call, string why) => Fail(call, why, RegistryException.Unusable);

    private static (string Kind, string Step) Judge(HttpStatusCode status, string? code, TimeSpan? wait) => (status, code) switch
    {
        (HttpStatusCode.Unauthorized, _) => (RegistryException.Denied, "Log in with docker login, or set a user and a password that may do this."),
        (HttpStatusCode.Forbidden, _) => (RegistryException.Denied, "The login does not allow this: ask who runs the registry for the right to it."),
        (HttpStatusCode.NotFound, "NAME_UNKNOWN") => (RegistryException.Missing, "There is no such repository: check its name, and that the login may see it."),
        (HttpStatusCode.NotFound, _) => (RegistryException.Missing, "Check the name, the tag and the digest, and that the login may see them."),
        (HttpStatusCode.TooManyRequests, _) => (RegistryException.Busy, $"Too many calls: wait {Text(wait)} and try again, or log in where a login is allowed more."),
        (HttpStatusCode.RequestEntityTooLarge, _) => (RegistryException.Refused, "The registry, or a server before it, limits sizes: ask who runs it, or send smaller pieces."),
        (HttpStatusCode.MethodNotAllowed, _) or (_, "UNSUPPORTED") => (RegistryException.Refused, "The registry does not do this, or is read-only."),
        ( >= HttpStatusCode.Ambiguous and < HttpStatusCode.BadRequest, _) => (RegistryException.Unusable, "It wants to be asked elsewhere: check the address."),
        _ when MayPass(status) => (RegistryException.Busy, $"The registry has a problem of its own: wait {Text(wait)} and try again."),
        _ => (RegistryException.Refused, "Check the name and what is sent."),
    };

    private static bool MayPass(HttpStatusCode status) =>
        status is HttpStatusCode.RequestTimeout or HttpStatusCode.TooManyRequests || (status >= HttpStatusCode.InternalServerError && status != HttpStatusCode.NotImplemented);

    private static string Text(TimeSpan? wait) => wait is { } time ? string.Create(CultureInfo.InvariantCulture, $"{Math.Ceiling(time.TotalSeconds)} s") : "a while";

    private static TimeSpan? WaitOf(HttpResponseMessage response) => response.Headers.RetryAfter switch
    {
        { Delta: { } delta } => delta,

        // By the server's own clock where it tells it: ours may differ.
        { Date: { } date } when response.Headers.Date is { } now => date > now ? date - now : TimeSpan.Zero,
        _ => null,
    };

    private static (string? Code, string? Words) ReadError(ReadOnlySpan<byte> body)
    {
        try
        {
            var reader = new Utf8JsonReader(body);
            using var json = JsonDocument.ParseValue(ref reader);
            if (json.RootElement.ValueKind == JsonValueKind.Object
                && json.RootElement.TryGetProperty("errors", out JsonElement errors)
                && errors.ValueKind == JsonValueKind.Array
                && errors.EnumerateArray().FirstOrDefault() is { ValueKind: JsonValueKind.Object } error)
            {
                return (Member(error, "code"), Member(error, "message"));
            }
        }
        catch (JsonException)
        {
            // Servers before the registry answer in words of their own, or in pages.
        }

        return (null, null);
    }

    private static string? Member(JsonElement error, string name) =>
        error.TryGetProperty(name, out JsonElement value) && value.ValueKind == JsonValueKind.String && Words(value.GetString()!) is { Length: > 0 } words ? words : null;

    private static bool IsPlain(RegistryCall call) => call.Address.Scheme == Uri.UriSchemeHttp;

    private static string Sentence(string text) => $"{Words(text).TrimEnd('.')}.";

    // Somebody else's words on the user's terminal.
    private static string Words(string text)
    {
        var words = new StringBuilder();
        foreach (char c in text.AsSpan().Trim())
        {
            if (words.Length == LongestWords) return words.Append('…').ToString();
            words.Append(char.IsControl(c) ? ' ' : c);
        }

        return words.ToString();
    }

    private string Message(RegistryCall call, string why) =>
        $"registry {registry}{(call.Repository is null ? string.Empty : $", repository {call.Repository}")}: {call.Action} failed: {why}";

    private RegistryException Fail(RegistryCall call, string why, string code, Exception? cause = null, bool isRetryable = false) => new(Message(call, why), cause, code)
    {
        Registry = registry,
        Repository = call.Repository,
        IsRetryable = isRetryable,
    };
}
