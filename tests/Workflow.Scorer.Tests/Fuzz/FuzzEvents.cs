using System.Text;

namespace Workflow.Scorer.Tests.Fuzz;

/// <summary>Right events of AWS Lambda.</summary>
internal static class FuzzEvents
{
    public static IReadOnlyList<byte[]> All { get; } =
    [
        .. ((string[])
        [
            """{"fields":["temperature","pressure","mode"],"rows":[["1.5","2.25","eco"]]}""",
            """{"httpMethod":"POST","path":"/test/score","headers":{"Content-Type":"application/json","X-Request-Id":"r1"},"body":"{\"fields\":[\"temperature\"],\"rows\":[[1]]}"}""",
            """{"version":"2.0","rawPath":"/predict","rawQueryString":"","requestContext":{"http":{"method":"POST"}},"headers":{"x-request-id":"r1"},"body":"eyJ0ZW1wZXJhdHVyZSI6MX0=","isBase64Encoded":true}""",
            """{"httpMethod":"POST","path":"/model/score","queryStringParameters":{"noFieldNamesInOutput":"true"},"headers":{"Content-Type":"text/csv"},"body":"temperature,pressure,mode\n1.5,2.25,eco\n"}""",
            """{"httpMethod":"GET","path":"/model/id","headers":{"authorization":"Bearer a","x-api-key":"b","cookie":"c"},"body":null}""",
        ]).Select(Encoding.UTF8.GetBytes),
    ];
}
