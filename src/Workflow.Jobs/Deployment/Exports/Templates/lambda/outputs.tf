output "url" {
  description = "Where rows are scored"
  value       = "${aws_api_gateway_stage.scorer.invoke_url}/model/score"
}

output "api_key" {
  description = "What callers show as x-api-key"
  value       = aws_api_gateway_api_key.scorer.value
  sensitive   = true
}

output "curl" {
  description = "The request of test.json"
  value       = "curl -s -H \"x-api-key: $(terraform output -raw api_key)\" -H 'content-type: application/json' -d @test.json ${aws_api_gateway_stage.scorer.invoke_url}/model/score"
}
