using System.Net;
using System.Net.Http.Headers;
using Polly;
using Polly.Retry;
using Workflow.Jobs.Images.Distribution.Authentication;

namespace Workflow.Jobs.Images.Distribution.Protocol;

/// <summary>Calls one registry: logs in where it asks for that, follows it elsewhere without the login, and tries again what may pass.</summary>
internal sealed class RegistryConnection : IDisposable
{
    private const int MostRedirects = 5;
    private const int LongestError = 16 << 10;

    private readonly HttpClient _http;
    private readonly RegistryAuthentication _authentication;
    private readonly ResiliencePipeline _retries;

    /// <summary>Sets it up; nothing is called yet.</summary>
    public RegistryConnection(RegistryOptions options)
    {
        options.Validate();
        Options = options;
        Failures = new RegistryFailures(options.Name);
        _http = RegistryHttp.CreateClient(options);
        _authentication = new RegistryAuthentication(options, _http);
        _retries = CreateRetries(options);
    }

    /// <summary>How it is spoken to.</summary>
    public RegistryOptions Options { get; }

    /// <summary>Words for what fails.</summary>
    public RegistryFailures Failures { get; }

    /// <summary>The address of something in a repository.</summary>
    public Uri AddressOf(string repository, string rest) => new(Options.Address, $"/v2/{repository}/{rest}");

    /// <summary>Tries until it succeeds, as often as the options say: only what may pass, with waits that grow or that the registry asks for.</summary>
    public async Task<T> RetryAsync<T>(Func<CancellationToken, Task<T>> callAsync, CancellationToken cancellationToken) =>
        await _retries.ExecuteAsync(async token => await callAsync(token).ConfigureAwait(false), cancellationToken).ConfigureAwait(false);

    /// <summary>Calls once, without reading the body of the answer.</summary>
    /// <exception cref="RegistryException">There is no answer, or it refuses in a way that the call does not expect.</exception>
    public async Task<HttpResponseMessage> SendAsync(RegistryCall call, CancellationToken cancellationToken)
    {
        AuthenticationHeaderValue? login = await _authentication.FindAsync(call, cancellationToken).ConfigureAwait(false);
        HttpResponseMessage response = await SendAsync(call, login, cancellationToken).ConfigureAwait(false);
        try
        {
            if (response.StatusCode == HttpStatusCode.Unauthorized)
            {
                AuthenticationHeaderValue? other = await _authentication.AnswerAsync(call, response, login, cancellationToken).ConfigureAwait(false);
                if (other is not null)
                {
                    login = other;
                    response.Dispose();
                    response = await SendAsync(call, login, cancellationToken).ConfigureAwait(false);
                }
            }

            return response.IsSuccessStatusCode || call.Expected.Contains(response.StatusCode)
                ? response
                : throw await RefusedAsync(call, response, cancellationToken).ConfigureAwait(false);
        }
        catch
        {
            response.Dispose();
            throw;
        }
    }

    /// <summary>What an answer means that the call expected, and its caller cannot use.</summary>
    public async Task<RegistryException> RefusedAsync(RegistryCall call, HttpResponseMessage response, CancellationToken cancellationToken)
    {
        using var limit = new SilenceLimit(Options, cancellationToken);
        using var body = new RegistryBody(call, Failures, response, limit);
        try
        {
            (byte[] beginning, _) = await body.ReadBeginningAsync(LongestError, cancellationToken).ConfigureAwait(false);
            return Failures.Refused(call, response, beginning);
        }
        catch (RegistryException)
        {
            // The status has come, and says enough.
            return Failures.Refused(call, response, []);
        }
    }

    /// <summary>Where an answer sends its caller next.</summary>
    /// <exception cref="RegistryException">Nowhere, or to an address that may not be used.</exception>
    public Uri LocationOf(RegistryCall call, HttpResponseMessage response)
    {
        if (response.Headers.Location is not { } location) throw Failures.Unusable(call, "its answer does not say where to go on");
        Uri next = location.IsAbsoluteUri ? location : new Uri(response.RequestMessage?.RequestUri ?? call.Address, location);
        return Options.Allows(next)
            ? next
            : throw Failures.Unusable(call, $"it sends its callers to {RegistryFailures.Show(next)}, which is not encrypted. Set the address by which it names itself.");
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _authentication.Dispose();
        _http.Dispose();
    }

    private async Task<HttpResponseMessage> SendAsync(RegistryCall call, AuthenticationHeaderValue? login, CancellationToken cancellationToken)
    {
        for (int redirects = 0; ; redirects++)
        {
            HttpResponseMessage response = await SendOnceAsync(call, login, cancellationToken).ConfigureAwait(false);
            bool isElsewhere = response.StatusCode is HttpStatusCode.MovedPermanently or HttpStatusCode.Found or HttpStatusCode.SeeOther
                or HttpStatusCode.TemporaryRedirect or HttpStatusCode.PermanentRedirect;
            if (!isElsewhere || call.Content is not null || redirects == MostRedirects) return response;
            using (response) call = call with { Address = LocationOf(call, response) };
        }
    }

    private async Task<HttpResponseMessage> SendOnceAsync(RegistryCall call, AuthenticationHeaderValue? login, CancellationToken cancellationToken)
    {
        using var limit = new SilenceLimit(Options, cancellationToken);
        using var request = new HttpRequestMessage(call.Method, call.Address) { Content = call.Content?.Invoke(limit.Restart) };

        // A login belongs to the registry. Whoever it sends its callers to has their trust in the address itself.
        if (IsOwn(call.Address)) request.Headers.Authorization = login;
        if (call.From > 0) request.Headers.Range = new RangeHeaderValue(call.From, null);
        foreach (string type in call.Accept) request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue(type));
        try
        {
            return await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, limit.Token).ConfigureAwait(false);
        }
        catch (Exception cut) when (cut is HttpRequestException or IOException)
        {
            throw Failures.Cut(call, cut);
        }
        catch (OperationCanceledException late) when (!cancellationToken.IsCancellationRequested)
        {
            throw Failures.TooLate(call, late);
        }
    }

    private bool IsOwn(Uri address) => address.Authority == Options.Address.Authority && address.Scheme == Options.Address.Scheme;

    private static ResiliencePipeline CreateRetries(RegistryOptions options)
    {
        if (options.Attempts == 1) return ResiliencePipeline.Empty;
        return new ResiliencePipelineBuilder { TimeProvider = options.Time }
            .AddRetry(new RetryStrategyOptions
            {
                ShouldHandle = new PredicateBuilder().Handle<RegistryException>(failure => failure.IsRetryable && !(failure.RetryAfter > options.LongestDelay)),
                MaxRetryAttempts = options.Attempts - 1,
                BackoffType = DelayBackoffType.Exponential,
                Delay = options.FirstDelay,
                MaxDelay = options.LongestDelay,
                DelayGenerator = arguments => ValueTask.FromResult((arguments.Outcome.Exception as RegistryException)?.RetryAfter),
            })
            .Build();
    }
}
