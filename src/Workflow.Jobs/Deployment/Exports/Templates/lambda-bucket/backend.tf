# Terraform's state lies in the bucket: it holds the API key, and colleagues work on the same one.
terraform {
  required_version = ">= 1.10"
  backend "s3" {
    bucket       = "{{ bucket }}"
    key          = "{{ function }}/terraform.tfstate"
    region       = "{{ region }}"
    encrypt      = true
    use_lockfile = true
  }
}
