using Workflow.Cli.Display;
using Workflow.Jobs.Runs;

namespace Workflow.Cli.Tests.Display;

public sealed class ResultPrinterTests
{
    private const string Request = """{"rows":[["it's"]]}""";

    [Fact]
    public void Lines_EverybodyIsAnswered_TellHowToAsk() => Assert.Equal(
        [
            "Endpoint  rig-dev  http://127.0.0.1:9090/",
            "",
            "Try it:",
            """curl -s http://127.0.0.1:9090/model/score -H 'Content-Type: application/json' -d '{"rows":[["it'\''s"]]}'""",
        ],
        ResultPrinter.Lines(new RunEndpoint("rig-dev", "http://127.0.0.1:9090/", Request)));

    [Fact]
    public void Lines_VersionRunsBesideAnother_TellTheEndpointsAddressFirst() => Assert.Equal(
        [
            "Endpoint  rig-dev  http://127.0.0.1:8080/endpoints/default/rig-dev/",
            "Second    rig@2  http://127.0.0.1:9091/  its own address, beside what serves: 20 % of the requests",
            "",
        ],
        ResultPrinter.Lines(new RunEndpoint("rig-dev", "http://127.0.0.1:8080/endpoints/default/rig-dev/", Request) { Second = new RunSecond("rig@2", "http://127.0.0.1:9091/", "20 % of the requests") }).Take(3));

    [Fact]
    public void Lines_CallersNeedAKey_TellWhereKeysAreAndNameNone() => Assert.Equal(
        [
            "Endpoint  rig-dev  https://rig.example/",
            "",
            "Try it, with a key of env:SCORER_KEYS for KEY:",
            """curl -s https://rig.example/model/score -H 'x-api-key: KEY' -H 'Content-Type: application/json' -d '{"rows":[["it'\''s"]]}'""",
        ],
        ResultPrinter.Lines(new RunEndpoint("rig-dev", "https://rig.example/", Request, "env:SCORER_KEYS")));
}
