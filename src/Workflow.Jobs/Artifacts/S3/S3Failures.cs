using System.Net;
using Amazon.Runtime;
using Amazon.S3;
using Workflow.Jobs.Artifacts.Locations;

namespace Workflow.Jobs.Artifacts.S3;

/// <summary>Says what a failed call means for the user, and whether doing it again can help. The SDK has tried again before.</summary>
internal static class S3Failures
{
    // Refusals below 500 that pass: what the server asks to be sent again, and an upload that was damaged on its way.
    private static readonly HashSet<string> PassingCodes = new(StringComparer.Ordinal)
    {
        "SlowDown", "Throttling", "ThrottlingException", "RequestTimeout", "RequestTimeTooSkewed", "BadDigest", "IncompleteBody",
        "XAmzContentSHA256Mismatch", "XAmzContentChecksumMismatch", "OperationAborted",
    };

    /// <summary>Whether an object is not there.</summary>
    public static bool IsMissing(AmazonS3Exception failure) =>
        failure.StatusCode == HttpStatusCode.NotFound && failure.ErrorCode != "NoSuchBucket";

    /// <summary>What a failure means; null for one that is a defect of this program.</summary>
    public static ArtifactException? Explain(Exception failure, S3Artifacts bucket) => failure switch
    {
        AmazonS3Exception { ErrorCode: "NoSuchBucket" } missing =>
            Unusable($"the bucket {bucket.Name} of the artifacts ({bucket}) does not exist: make it, or name another", missing),
        AmazonS3Exception { StatusCode: HttpStatusCode.Forbidden or HttpStatusCode.Unauthorized } denied => Unusable(
            $"the artifacts in {bucket} may not be used: {Said(denied)} The credentials need s3:GetObject, s3:PutObject and s3:ListBucket.", denied),
        AmazonS3Exception { StatusCode: >= HttpStatusCode.InternalServerError or HttpStatusCode.TooManyRequests } busy => Away(bucket, Said(busy), busy),
        AmazonS3Exception refused when refused.ErrorCode is { } code && PassingCodes.Contains(code) => Away(bucket, Said(refused), refused),
        _ when CutOf(failure) is { } cut => Away(bucket, cut.Message, failure),
        AmazonS3Exception refused => Unusable($"the artifacts in {bucket} cannot be used: {Said(refused)}", refused),
        AmazonClientException unusable => Unusable(
            $"the artifacts in {bucket} cannot be used: {unusable.Message} Set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or a profile or role.", unusable),
        _ => null,
    };

    /// <summary>A server that does not answer in time.</summary>
    public static ArtifactException TooLate(S3Artifacts bucket, Exception cause) => Away(bucket, "it does not answer in time.", cause);

    /// <summary>A connection that ended within a body.</summary>
    public static ArtifactException Cut(S3Artifacts bucket, Exception cause) => Away(bucket, cause.Message, cause);

    // Answers without a body, to HEAD, have no words.
    private static string Said(AmazonS3Exception failure)
    {
        string words = failure.Message.Trim().TrimEnd('.');
        return $"{(words.Length == 0 ? "no reason given" : words)} ({(int)failure.StatusCode} {failure.ErrorCode}).";
    }

    // The SDK wraps some of the network's failures and passes others on as they are.
    private static Exception? CutOf(Exception failure)
    {
        for (Exception? cause = failure; cause is not null; cause = cause.InnerException)
        {
            if (cause is IOException or HttpRequestException or System.Net.Sockets.SocketException or TimeoutException) return cause;
        }

        return null;
    }

    private static ArtifactException Away(S3Artifacts bucket, string said, Exception cause) =>
        new($"the artifacts in {bucket} cannot be reached: {said} Finished steps are reused when you run the pipeline again.", cause, ArtifactException.Unusable)
        {
            IsRetryable = true,
        };

    private static ArtifactException Unusable(string message, Exception cause) => new(message, cause, ArtifactException.Unusable);
}
