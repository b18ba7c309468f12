using Amazon;
using Amazon.Runtime;
using Amazon.S3;
using Workflow.Jobs.Artifacts.Locations;

namespace Workflow.Jobs.Artifacts.S3;

/// <summary>Sets up the SDK. Credentials are never given to it: it finds them in the environment, in a profile or in the machine's role.</summary>
internal static class S3Clients
{
    // Servers of others ask for some region in the signature, and rarely for a certain one.
    private const string RegionOfOthers = "us-east-1";

    /// <summary>A client for a bucket.</summary>
    /// <exception cref="ArtifactException">No region can be had.</exception>
    public static AmazonS3Client Create(S3Artifacts bucket)
    {
        var config = new AmazonS3Config
        {
            RetryMode = RequestRetryMode.Standard,
            MaxErrorRetry = 3,
            ConnectTimeout = TimeSpan.FromSeconds(10),

            // The store itself ends calls, by their size.
            Timeout = Timeout.InfiniteTimeSpan,

            // Every body is verified against the name of its object, and every upload names its SHA-256: the SDK's own sums would come on top.
            ResponseChecksumValidation = ResponseChecksumValidation.WHEN_REQUIRED,
            RequestChecksumCalculation = RequestChecksumCalculation.WHEN_REQUIRED,
        };
        if (bucket.Endpoint is { } endpoint)
        {
            config.ServiceURL = endpoint.GetLeftPart(UriPartial.Authority);
            config.AuthenticationRegion = bucket.Region ?? RegionOfOthers;
            config.ForcePathStyle = true;
        }
        else if (bucket.Region is { } region)
        {
            config.RegionEndpoint = RegionEndpoint.GetBySystemName(region);
        }

        try
        {
            return new AmazonS3Client(config);
        }
        catch (AmazonClientException unusable)
        {
            throw new ArtifactException(
                $"the region of the artifacts in {bucket} is not known: add ?region=eu-central-1 or the like to WORKFLOW_ARTIFACTS, or set AWS_REGION",
                unusable,
                ArtifactException.Unusable);
        }
    }
}
