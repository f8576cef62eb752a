/** A form for a skill's parameters, checked while one types. */
import type { Parameters } from "../api/skills.ts";
import { SelectField, Switch, TextField } from "../parts/form.tsx";
import { t } from "../words/words.ts";
import { invalidParameters, type Parameter, parametersOf } from "./parameters.ts";

interface Props {
  skillName: string;
  values: Parameters;
  onChange: (values: Parameters) => void;
  disabled?: boolean;
}

export function ParameterFields({ skillName, values, onChange, disabled }: Props) {
  const invalid = new Set(invalidParameters(skillName, values));
  return (
    <>
      {parametersOf(skillName).map((parameter) => (
        <ParameterField
          key={parameter.name}
          parameter={parameter}
          value={values[parameter.name]}
          invalid={invalid.has(parameter.name)}
          disabled={disabled}
          onChange={(value) => onChange({ ...values, [parameter.name]: value })}
        />
      ))}
    </>
  );
}

interface FieldProps {
  parameter: Parameter;
  value: unknown;
  invalid: boolean;
  disabled?: boolean;
  onChange: (value: unknown) => void;
}

function ParameterField({ parameter, value, invalid, disabled, onChange }: FieldProps) {
  const label = t(parameter.label);
  switch (parameter.kind) {
    case "choice": {
      const options = parameter.options.map((option) => {
        const name = parameter.names?.[option];
        return [option, name ? t(name) : option] as const;
      });
      const known = parameter.options.find((option) => option.toLowerCase() === String(value).toLowerCase());
      return (
        <SelectField
          label={label}
          value={known ?? String(value)}
          options={known ? options : [[String(value), String(value)], ...options]}
          disabled={disabled}
          onChange={onChange}
        />
      );
    }
    case "text":
      return (
        <TextField
          label={label}
          value={String(value ?? "")}
          maxLength={parameter.maxLength}
          disabled={disabled}
          onChange={onChange}
        />
      );
    case "number":
      return (
        <TextField
          label={label}
          type="number"
          inputMode="decimal"
          min={parameter.min}
          max={parameter.max}
          step={parameter.step}
          value={String(value ?? "")}
          error={
            invalid ? t("parameter.range", { min: String(parameter.min), max: String(parameter.max) }) : null
          }
          disabled={disabled}
          onChange={(text) =>
            onChange(text.trim() === "" || Number.isNaN(Number(text)) ? text : Number(text))
          }
        />
      );
    case "switch":
      return (
        <Switch label={label} checked={String(value) === "true"} disabled={disabled} onChange={onChange} />
      );
  }
}
