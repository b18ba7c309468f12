using System.Text;
using Microsoft.AspNetCore.Http;
using Workflow.Testing.Scoring;

namespace Workflow.Scorer.Tests.Fuzz;

/// <summary>Whatever the method, the path, the query and the headers are, every endpoint answers or refuses.</summary>
public sealed class HeadFuzzTests(FuzzScorer scorer) : IClassFixture<FuzzScorer>
{
    private static readonly string[] Paths =
    [
        "/", "/openapi.json", "/model/score", "/model/contribution", "/model/id", "/model/schema", "/model/sample_request", "/model/capabilities", "/predict", "/invocations", "/ping", "/version", "/rpc", "/monitor/sketch", "/metrics", "/scoring.thrift", "/inference.proto", "/health/live",
        "/health/ready", "/health/startup", "/v2", "/v2/health/live", "/v2/health/ready", "/v2/models/sample", "/v2/models/sample/ready", "/v2/models/sample/infer", "/inference.GRPCInferenceService/ModelInfer", "/inference.GRPCInferenceService/ServerLive",
    ];

    private static readonly string[] Methods = ["GET", "POST", "HEAD", "PUT", "DELETE", "OPTIONS", "PATCH", "TRACE", "CONNECT", "get", "", "G\u00dcT", new('A', 300)];
    private static readonly string[] Options = ["includeFieldsInOutput", "noFieldNamesInOutput", "requestShapleyValueType", "idField", "", "a"];
    private static readonly string[] OptionValues = ["true", "false", "TRUE", "", "ORIGINAL", "NONE", "temperature", "temperature,mode", "mode,mode", "x,,x", "%20", "%zz", "%", "%C3", "%ED%A0%80", "%00", "\u00fc", "a=b", "+", ",,,,", "%F0%9F%9A%80"];
    private static readonly string[] Names = ["Content-Type", "Content-Encoding", "x-request-id", "x-api-key", "Authorization", "Accept", "Accept-Encoding", "grpc-timeout", "grpc-encoding", "Expect", "Range", "If-None-Match", "Cookie", "X-Forwarded-For"];

    private static readonly string[] Values =
    [
        "application/json", "application/json; charset=utf-16", "application/json;charset=\"", "text/csv", "text/csv; charset=latin1", "TEXT/CSV;charset=UTF-8", "text/csv; header=absent", "text/tab-separated-values", "application/x-ndjson", "application/x-ndjson; charset=utf-8; charset=utf-16",
        "application/grpc", "application/grpc+proto", "application/grpc+json", "multipart/form-data; boundary=a", "application/x-www-form-urlencoded", "text/csv,application/json", "/", "a/b/c", ";", "", " ", "gzip", "Bearer ", "Bearer a", "Basic YTpi", "1S", "0n", "99999999H", "-1S", "1", "100-continue",
        "bytes=0-1", "*", "\u00fc", "\u0000", "\t", "a\u007f", "\u2028", "'\"\\", new('a', 9_000),
    ];

    [Fact]
    public void Handle_AnyHead_IsAnsweredOrRefused()
    {
        FuzzRequest[] right = [.. FuzzBodies.All.Values];
        int accepted = 0;
        for (int seed = 0; seed < FuzzCases.Heads; seed++)
        {
            var numbers = new SeededNumbers((ulong)seed);
            FuzzRequest damaged = Damage(numbers, numbers.Choose(right));
            FuzzAnswer answer = scorer.Answer(damaged);
            bool isCall = damaged.IsHttp2 && answer.Trailers.ContainsKey("grpc-status");
            if (isCall ? GrpcMessageFuzzTests.IsAccepted(answer, $"seed {seed}: {damaged}") : FuzzChecks.Check(damaged, answer, $"seed {seed}")) accepted++;
            Assert.Equal(1, answer.Headers["x-request-id"].Count);
            Assert.DoesNotContain(answer.Headers.SelectMany(header => header.Value).OfType<string>(), value => value.Any(character => character is < ' ' or > '~'));
        }

        FuzzCases.Tell("addresses, methods and headers", FuzzCases.Heads, accepted);
        Assert.InRange(accepted, FuzzCases.Heads / 10, FuzzCases.Heads * 9 / 10);
    }

    private static FuzzRequest Damage(SeededNumbers numbers, FuzzRequest right)
    {
        bool isElsewhere = numbers.Next(2) == 0;
        string path = isElsewhere ? numbers.Choose(Paths) : right.Path;
        if (numbers.Next(8) == 0) path = path.Insert(numbers.Next(path.Length) + 1, numbers.Choose(HardValues.Texts));
        return right with
        {
            Method = numbers.Next(3) == 0 ? numbers.Choose(Methods) : isElsewhere ? HttpMethods.Get : right.Method,
            Path = path,
            Query = numbers.Next(2) == 0 ? Query(numbers) : right.Query,
            Headers = [.. numbers.Next(3) == 0 ? [] : right.Headers, .. Enumerable.Range(0, numbers.Next(4)).Select(_ => (numbers.Choose(Names), numbers.Choose(Values)))],
            IsHttp2 = numbers.Next(4) == 0,
            HasLength = numbers.Next(4) > 0,
        };
    }

    private static string Query(SeededNumbers numbers)
    {
        var query = new StringBuilder("?");
        for (int options = numbers.Next(4); options > 0; options--)
        {
            query.Append(numbers.Choose(Options));
            if (numbers.Next(8) > 0) query.Append('=').Append(numbers.Choose(OptionValues));
            query.Append(numbers.Next(8) == 0 ? ";" : "&");
        }

        return query.ToString();
    }
}
