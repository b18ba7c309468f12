# Every path of the scorer, for callers who show a key as x-api-key.
resource "aws_api_gateway_rest_api" "scorer" {
  name        = local.function
  description = "{{ version }}"

  endpoint_configuration {
    types = ["REGIONAL"]
  }
}

resource "aws_api_gateway_resource" "any" {
  rest_api_id = aws_api_gateway_rest_api.scorer.id
  parent_id   = aws_api_gateway_rest_api.scorer.root_resource_id
  path_part   = "{proxy+}"
}

resource "aws_api_gateway_method" "any" {
  rest_api_id      = aws_api_gateway_rest_api.scorer.id
  resource_id      = aws_api_gateway_resource.any.id
  http_method      = "ANY"
  authorization    = "NONE"
  api_key_required = true
}

resource "aws_api_gateway_integration" "any" {
  rest_api_id             = aws_api_gateway_rest_api.scorer.id
  resource_id             = aws_api_gateway_resource.any.id
  http_method             = aws_api_gateway_method.any.http_method
  type                    = "AWS_PROXY"
  integration_http_method = "POST"
  uri                     = aws_lambda_function.scorer.invoke_arn
}

resource "aws_lambda_permission" "api" {
  action        = "lambda:InvokeFunction"
  function_name = aws_lambda_function.scorer.function_name
  principal     = "apigateway.amazonaws.com"
  source_arn    = "${aws_api_gateway_rest_api.scorer.execution_arn}/*/*"
}

resource "aws_api_gateway_deployment" "scorer" {
  rest_api_id = aws_api_gateway_rest_api.scorer.id

  triggers = {
    api = sha256(jsonencode([
      aws_api_gateway_resource.any.path_part,
      aws_api_gateway_method.any.api_key_required,
      aws_api_gateway_integration.any.uri,
    ]))
  }

  lifecycle {
    create_before_destroy = true
  }
}

resource "aws_api_gateway_stage" "scorer" {
  rest_api_id   = aws_api_gateway_rest_api.scorer.id
  deployment_id = aws_api_gateway_deployment.scorer.id
  stage_name    = "prod"
}

resource "aws_api_gateway_api_key" "scorer" {
  name = local.function
}

resource "aws_api_gateway_usage_plan" "scorer" {
  name = local.function

  api_stages {
    api_id = aws_api_gateway_rest_api.scorer.id
    stage  = aws_api_gateway_stage.scorer.stage_name
  }

  throttle_settings {
    rate_limit  = 50
    burst_limit = 100
  }
}

resource "aws_api_gateway_usage_plan_key" "scorer" {
  key_id        = aws_api_gateway_api_key.scorer.id
  key_type      = "API_KEY"
  usage_plan_id = aws_api_gateway_usage_plan.scorer.id
}
